internal import CRabbitMQ
internal import ConnectorCore
internal import Domain

/// A message whose bytes lie in an assembly's storage.
struct Draft {
    let tag: UInt64
    let isRedelivered: Bool
    let exchange: String
    let routingKey: String
    /// Where its bytes begin.
    private(set) var start: Int
    var body = 0..<0
    private var headers: [(name: String, value: Range<Int>?)] = []
    private var properties: [Header] = []
    private var messageID: String?
    private var timestamp: UInt64?

    init(_ deliver: amqp_basic_deliver_t, start: Int) {
        tag = deliver.delivery_tag
        isRedelivered = deliver.redelivered != 0
        exchange = deliver.exchange.printable
        routingKey = deliver.routing_key.printable
        self.start = start
    }

    /// Copies what the message says of itself.
    mutating func read(_ raw: amqp_basic_properties_t, _ storage: inout [UInt8]) {
        func has(_ flag: Int32) -> Bool { raw._flags & UInt32(bitPattern: flag) != 0 }
        func text(_ flag: Int32, _ name: String, _ value: amqp_bytes_t) {
            if has(flag) { properties.append(Header(name: name, value: value.printable)) }
        }
        text(AMQP_BASIC_CONTENT_TYPE_FLAG, "content-type", raw.content_type)
        text(AMQP_BASIC_CONTENT_ENCODING_FLAG, "content-encoding", raw.content_encoding)
        if has(AMQP_BASIC_DELIVERY_MODE_FLAG) {
            properties.append(Header(name: "delivery-mode", value: String(raw.delivery_mode)))
        }
        if has(AMQP_BASIC_PRIORITY_FLAG) {
            properties.append(Header(name: "priority", value: String(raw.priority)))
        }
        text(AMQP_BASIC_CORRELATION_ID_FLAG, "correlation-id", raw.correlation_id)
        text(AMQP_BASIC_REPLY_TO_FLAG, "reply-to", raw.reply_to)
        text(AMQP_BASIC_EXPIRATION_FLAG, "expiration", raw.expiration)
        text(AMQP_BASIC_MESSAGE_ID_FLAG, "message-id", raw.message_id)
        if has(AMQP_BASIC_TIMESTAMP_FLAG) {
            timestamp = raw.timestamp
            properties.append(Header(name: "timestamp", value: String(raw.timestamp)))
        }
        text(AMQP_BASIC_TYPE_FLAG, "type", raw.type)
        text(AMQP_BASIC_USER_ID_FLAG, "user-id", raw.user_id)
        text(AMQP_BASIC_APP_ID_FLAG, "app-id", raw.app_id)
        if has(AMQP_BASIC_MESSAGE_ID_FLAG), raw.message_id.len > 0 { messageID = raw.message_id.printable }
        if has(AMQP_BASIC_HEADERS_FLAG) { readHeaders(raw.headers, &storage) }
    }

    private mutating func readHeaders(_ table: amqp_table_t, _ storage: inout [UInt8]) {
        for entry in UnsafeBufferPointer(start: table.entries, count: Int(table.num_entries)) {
            let begin = storage.count
            let hasValue = FieldText.append(entry.value, to: &storage)
            headers.append((entry.key.printable, hasValue ? begin..<storage.count : nil))
        }
    }

    /// Follows its bytes into a storage that begins `offset` later.
    mutating func move(by offset: Int) {
        func moved(_ range: Range<Int>) -> Range<Int> { range.lowerBound - offset..<range.upperBound - offset }
        start -= offset
        body = body == 0..<0 ? body : moved(body)
        headers = headers.map { ($0.name, $0.value.map(moved)) }
    }

    /// The message; its parts share the storage.
    func message(_ storage: Bytes, _ queue: String, _ prefix: String) -> Message {
        Message(
            position: messageID.map { prefix + $0 } ?? "",
            timestamp: timestamp.flatMap(Self.time),
            headers: headers.map { MessageHeader(name: $0.name, value: $0.value.map { storage[$0] }) },
            body: storage[body],
            attributes: [
                Header(name: "queue", value: queue), Header(name: "exchange", value: exchange),
                Header(name: "routing-key", value: routingKey),
                Header(name: "redelivered", value: isRedelivered ? "true" : "false"),
            ] + properties
        )
    }

    /// The protocol counts seconds; what lies beyond the year 9999 is something else.
    private static func time(_ seconds: UInt64) -> Timestamp? {
        seconds <= 253_402_300_799 ? Timestamp(seconds: Int64(seconds)) : nil
    }
}

extension amqp_bytes_t {
    /// The bytes as text that can be shown; what is neither UTF-8 nor printable stands as `%XX`.
    var printable: String {
        guard len > 0 else { return "" }
        return MessageHeader(name: "", value: ArraySlice(buffer)).printable.value
    }
}
