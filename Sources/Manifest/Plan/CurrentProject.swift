internal import Domain
internal import Storage

/// A project as it is in the database, as far as a manifest can say anything about it.
struct CurrentProject: Sendable {
    var id: ULID
    var name: String
    var kind: ProjectKind
    var configuration: ProjectConfiguration
    var sources: [CurrentSource] = []
    var endpoints: [CurrentEndpoint] = []
    var subscriptions: [CurrentSubscription] = []
}

struct CurrentSource: Sendable {
    var id: ULID
    var draft: SourceDraft
}

struct CurrentEndpoint: Sendable {
    var id: ULID
    var draft: EndpointDraft
    /// The secret that signs without an end, `nil` when every one is ending.
    var secret: String?
}

struct CurrentSubscription: Sendable {
    var id: ULID
    var draft: SubscriptionDraft
}
