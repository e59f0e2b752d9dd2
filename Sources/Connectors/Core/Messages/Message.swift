public import Domain

/// A message as a broker delivered it.
public struct Message: Sendable {
    /// Where the broker has it: `kafka/orders/3/8812`. The same for every redelivery; empty when the broker has no stable place.
    public var position: String

    /// When it was produced, or stored, as the broker says; the same for every redelivery. Nil when the broker does not say.
    public var timestamp: Timestamp?

    /// The key or ordering group.
    public var key: Bytes?

    /// The headers or attributes, in the broker's order.
    public var headers: [MessageHeader]

    /// The payload; nil when the broker distinguishes none from an empty one, as a Kafka tombstone.
    public var body: Bytes?

    /// What the broker knows of it beside headers and key: `topic`, `partition`, `offset`, `timestamp` in milliseconds.
    public var attributes: [Header]

    /// Makes a message.
    public init(
        position: String,
        timestamp: Timestamp? = nil,
        key: Bytes? = nil,
        headers: [MessageHeader] = [],
        body: Bytes?,
        attributes: [Header] = []
    ) {
        self.position = position
        self.timestamp = timestamp
        self.key = key
        self.headers = headers
        self.body = body
        self.attributes = attributes
    }

    /// The value of the last header of that name, without regard to ASCII case; nil when there is none or it is no text.
    public func text(ofHeader name: String) -> String? {
        headers.last { $0.isNamed(name) }?.text
    }
}

extension Message {
    /// The message that a dead letter keeps, for mapping it anew; `body` replaces what was wrong with it.
    ///
    /// What a person writes is not compressed, whatever the letter was.
    public init(resubmitting letter: DeadLetter, body: Bytes? = nil) {
        let headers = letter.headers.filter { body == nil || !$0.isNamed(ContentEncoding.name) }
        self.init(
            position: letter.position,
            timestamp: letter.id.timestamp,
            key: letter.key,
            headers: headers.map { MessageHeader(name: $0.name, value: ArraySlice($0.value.utf8)) },
            body: body ?? letter.body
        )
    }
}
