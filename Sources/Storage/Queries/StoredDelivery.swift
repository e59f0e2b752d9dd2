public import Domain

/// A delivery as it is stored, with what lists show of its event.
public struct StoredDelivery: Sendable, Equatable {
    /// The delivery.
    public let record: DeliveryRecord
    /// The source its event came through.
    public let source: ULID?
    /// The idempotency key of its event.
    public let idempotencyKey: String?

    /// The event's own time.
    public var createdAt: Timestamp { record.id.timestamp }
}
