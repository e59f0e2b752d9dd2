public import Domain

/// A delivery and the time it is to be attempted.
public struct ScheduledDelivery: Hashable, Sendable {
    /// The delivery's id.
    public let delivery: ULID
    /// The endpoint it goes to.
    public let endpoint: ULID
    /// When it is to be attempted; rounded up to milliseconds.
    public let due: Timestamp

    /// Pairs a delivery with its time.
    public init(delivery: ULID, endpoint: ULID, due: Timestamp) {
        self.delivery = delivery
        self.endpoint = endpoint
        self.due = due
    }
}
