public import Domain

/// An event to be stored, with what the routing table said about it.
public struct NewEvent: Sendable {
    /// The event itself.
    public let envelope: Envelope

    /// How many deliveries the event shall have; the sweep looks for events that have fewer.
    public let expectedDeliveries: Int

    /// Why nothing will be delivered, such as "no subscription matched"; nil when something will be.
    public let statusReason: String?

    /// Makes an event to be stored.
    public init(envelope: Envelope, expectedDeliveries: Int, statusReason: String? = nil) {
        self.envelope = envelope
        self.expectedDeliveries = expectedDeliveries
        self.statusReason = statusReason
    }
}
