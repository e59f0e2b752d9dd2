public import Domain

/// A delivery together with the endpoint under which it is scheduled.
public struct DeliveryReference: Hashable, Sendable {
    /// The delivery's id.
    public let delivery: ULID
    /// The endpoint it goes to.
    public let endpoint: ULID

    /// Names a delivery.
    public init(delivery: ULID, endpoint: ULID) {
        self.delivery = delivery
        self.endpoint = endpoint
    }
}
