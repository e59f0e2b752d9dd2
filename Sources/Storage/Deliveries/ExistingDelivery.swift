public import Domain

/// A delivery that an event already has.
public struct ExistingDelivery: Sendable, Equatable {
    /// The delivery.
    public let id: ULID
    /// Its event.
    public let event: ULID
    /// The endpoint it goes to.
    public let endpoint: ULID
    /// Where it stands.
    public let status: DeliveryStatus
    /// When it is due, while it is not finished.
    public let dueAt: Timestamp?
    /// The job that delivered the event again; nil for an ordinary delivery.
    public let replayJob: ULID?
}
