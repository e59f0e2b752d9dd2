/// A message that could not become an event, kept whole so that a person can see why, mend it and submit it again.
public struct DeadLetter: Sendable, Equatable {
    /// The letter's id, derived from the position as an event's is: a redelivered message makes the same letter.
    public var id: ULID

    /// The project that the message was for.
    public var project: ULID

    /// The source that it came through.
    public var source: ULID?

    /// Where the broker has it, such as `kafka/orders/3/8812`.
    public var position: String

    /// Why it is no event, in words for a person.
    public var reason: String

    /// The message's headers.
    public var headers: [Header]

    /// The message's key, where the broker has keys.
    public var key: Bytes?

    /// When we took it.
    public var receivedAt: Timestamp

    /// The message, byte for byte.
    public var body: Bytes

    /// Makes a dead letter.
    public init(
        id: ULID,
        project: ULID,
        source: ULID?,
        position: String,
        reason: String,
        headers: [Header] = [],
        key: Bytes? = nil,
        receivedAt: Timestamp,
        body: Bytes
    ) {
        self.id = id
        self.project = project
        self.source = source
        self.position = position
        self.reason = reason
        self.headers = headers
        self.key = key
        self.receivedAt = receivedAt
        self.body = body
    }
}
