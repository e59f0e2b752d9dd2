public import Domain

/// A stored event that has fewer deliveries than it shall have.
public struct UndeliveredEvent: Sendable {
    /// The event, to be matched again.
    public let envelope: Envelope
    /// How many deliveries it shall have.
    public let expectedDeliveries: Int
}
