internal import Domain
internal import Storage

/// The names of a project's sources and endpoints by their ids: a plan speaks of names, the database of ids.
struct ThingNames {
    private let sources: [ULID: String]
    private let endpoints: [ULID: String]

    init(_ project: CurrentProject?) {
        sources = Dictionary(project?.sources.map { ($0.id, $0.draft.name) } ?? []) { first, _ in first }
        endpoints = Dictionary(project?.endpoints.map { ($0.id, $0.draft.name) } ?? []) { first, _ in first }
    }

    /// A stored subscription with names in the place of ids.
    func subscription(_ draft: SubscriptionDraft) -> DesiredSubscription {
        DesiredSubscription(
            name: draft.name,
            endpoint: endpoints[draft.endpoint] ?? "\(draft.endpoint)",
            source: draft.source.map { sources[$0] ?? "\($0)" },
            eventTypes: draft.eventTypes,
            retryPolicy: draft.retryPolicy
        )
    }
}
