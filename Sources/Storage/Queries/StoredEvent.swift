public import Domain

/// An event as it is stored.
public struct StoredEvent: Sendable, Equatable {
    /// The event; `acceptedAt` is when it was accepted.
    public let envelope: Envelope
    /// How many deliveries it shall have.
    public let expectedDeliveries: Int
    /// Whether its idempotency key belongs to another event, so that it is not delivered.
    public let isDuplicate: Bool
    /// Why nothing was delivered, if nothing was.
    public let statusReason: String?
    /// The deliveries it has.
    public let deliveries: [ExistingDelivery]

    /// The event's own time.
    public var createdAt: Timestamp { envelope.id.timestamp }
}
