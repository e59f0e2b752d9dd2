public import Domain

/// A delivery that is not finished, with everything that its next attempt needs.
public struct ScheduledDelivery: Sendable {
    /// The delivery.
    public let id: ULID
    /// The event: its bytes, type, headers, idempotency key, and whether this delivery replays it.
    public let event: Envelope
    /// The endpoint it goes to.
    public let endpoint: ULID
    /// The subscription that matched, if any: its retry policy may differ from the project's.
    public let subscription: ULID?
    /// Where the delivery stands; never finished.
    public let status: DeliveryStatus
    /// How many attempts have been made in all.
    public let attempts: Int
    /// How many of them do not count for the retry policy.
    public let attemptsBefore: Int
    /// When the next attempt is due.
    public let dueAt: Timestamp
    /// The HTTP status of the last answer.
    public let lastStatus: Int?
}
