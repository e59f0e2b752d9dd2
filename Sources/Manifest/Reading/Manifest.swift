internal import Domain
internal import Storage

/// What a `connectors.yaml` asks for: valid in itself, not compared with anything yet.
public struct Manifest: Sendable, Equatable {
    let projects: [DesiredProject]

    /// How many projects, sources, endpoints and subscriptions it names.
    public var count: Int {
        projects.reduce(0) { $0 + 1 + $1.sources.count + $1.endpoints.count + $1.subscriptions.count }
    }
}

struct DesiredProject: Sendable, Equatable {
    var name: String
    var kind: ProjectKind
    var configuration: ProjectConfiguration
    var sources: [DesiredSource]
    var endpoints: [DesiredEndpoint]
    var subscriptions: [DesiredSubscription]
}

struct DesiredSource: Sendable, Equatable {
    var draft: SourceDraft
    /// Whether the file says if it is read; otherwise a source that exists stays as it is.
    var setsActivity: Bool
}

struct DesiredEndpoint: Sendable, Equatable {
    var draft: EndpointDraft
    /// Whether the file says if it is delivered to; otherwise an endpoint that exists stays as it is.
    var setsStatus: Bool
    /// `nil`: whatever it has, or a new one.
    var secret: String?
    var secretOverlap: Duration
}

struct DesiredSubscription: Sendable, Equatable {
    var name: String
    var endpoint: String
    var source: String?
    var eventTypes: [EventTypePattern]
    var retryPolicy: RetryPolicy?
}
