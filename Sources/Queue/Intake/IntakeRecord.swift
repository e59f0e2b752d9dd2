public import Domain

/// One entry of the intake as a worker gets it.
public struct IntakeRecord: Hashable, Sendable {
    /// Names the entry when it is acknowledged.
    public let id: StreamID
    /// The encoded `IntakeEntry`.
    public let bytes: Bytes
    /// How often the entry was handed out, this time included: grows when those who take it crash.
    public let deliveryCount: Int

    /// Makes a record; tests of workers need it too.
    public init(id: StreamID, bytes: Bytes, deliveryCount: Int) {
        self.id = id
        self.bytes = bytes
        self.deliveryCount = deliveryCount
    }
}
