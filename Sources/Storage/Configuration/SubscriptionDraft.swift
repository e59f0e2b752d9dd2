public import Domain

/// A subscription as it shall be: which events go to which endpoint.
public struct SubscriptionDraft: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// The source whose events it takes; nil: any.
    public var source: ULID?
    /// The endpoint they go to.
    public var endpoint: ULID
    /// The event types it takes.
    public var eventTypes: [EventTypePattern]
    /// Replaces the project's retry policy.
    public var retryPolicy: RetryPolicy?

    /// Makes a draft.
    public init(
        name: String,
        source: ULID? = nil,
        endpoint: ULID,
        eventTypes: [EventTypePattern],
        retryPolicy: RetryPolicy? = nil
    ) {
        self.name = name
        self.source = source
        self.endpoint = endpoint
        self.eventTypes = eventTypes
        self.retryPolicy = retryPolicy
    }
}
