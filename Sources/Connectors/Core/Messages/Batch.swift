/// Messages that are settled together.
public struct Batch: Sendable {
    /// The messages, in the order in which the broker delivered them.
    public let messages: [Message]

    /// What the session knows the batch by.
    public let token: UInt64

    /// Makes a batch.
    public init(messages: [Message], token: UInt64) {
        self.messages = messages
        self.token = token
    }
}
