public import Domain

/// The state of one delivery, as the worker writes it: with the outcome of its first attempt whenever that ends soon.
///
/// A record never takes a success back, and never replaces a state with more attempts: a worker that comes late,
/// because another one has taken over its work, changes nothing.
public struct DeliveryRecord: Sendable, Equatable {
    /// Derived from the event and the endpoint, and a replay's job; carries the event's time.
    public let id: ULID
    /// The project.
    public let project: ULID
    /// The event that is delivered.
    public let event: ULID
    /// The endpoint it goes to.
    public let endpoint: ULID
    /// The subscription that matched; nil for an event that named its endpoint.
    public let subscription: ULID?
    /// The event's type.
    public let eventType: String
    /// When the event was accepted.
    public let acknowledgedAt: Timestamp
    /// Where the delivery stands.
    public let status: DeliveryStatus
    /// How many attempts have been made in all.
    public let attempts: Int
    /// How many of them were made before the present retry schedule began: not 0 after a manual resend.
    public let attemptsBefore: Int
    /// When the next attempt is due; needed while the delivery is not finished.
    public let nextSendAt: Timestamp?
    /// The HTTP status of the last attempt that had an answer.
    public let lastStatus: Int?
    /// What a person should know about the state, such as the last error.
    public let description: String
    /// When this state was reached.
    public let updatedAt: Timestamp
    /// From acceptance to success; nil before.
    public let latency: Duration?
    /// The job that delivers the event again; nil for an ordinary delivery.
    public let replayJob: ULID?

    /// Makes a record.
    public init(
        id: ULID,
        project: ULID,
        event: ULID,
        endpoint: ULID,
        subscription: ULID?,
        eventType: String,
        acknowledgedAt: Timestamp,
        status: DeliveryStatus,
        attempts: Int,
        attemptsBefore: Int = 0,
        nextSendAt: Timestamp? = nil,
        lastStatus: Int? = nil,
        description: String = "",
        updatedAt: Timestamp,
        latency: Duration? = nil,
        replayJob: ULID? = nil
    ) {
        self.id = id
        self.project = project
        self.event = event
        self.endpoint = endpoint
        self.subscription = subscription
        self.eventType = eventType
        self.acknowledgedAt = acknowledgedAt
        self.status = status
        self.attempts = attempts
        self.attemptsBefore = attemptsBefore
        self.nextSendAt = nextSendAt
        self.lastStatus = lastStatus
        self.description = description
        self.updatedAt = updatedAt
        self.latency = latency
        self.replayJob = replayJob
    }
}
