internal import ConnectorCore
internal import Domain

/// The messages that SQS has answered with.
struct ReceiveAnswer: Sendable {
    /// What is asked for beside the message's own attributes. Not who sent it: that would go out with webhooks.
    static let attributeNames = [
        "SentTimestamp", "ApproximateReceiveCount", "MessageGroupId", "MessageDeduplicationId", "SequenceNumber",
        "AWSTraceHeader",
    ]

    /// One of them.
    struct Received: Sendable {
        /// What AWS knows the message by, the same for every delivery.
        let id: String
        /// What AWS knows this delivery by.
        let receipt: String
        let group: String?
        let fields: JSONFields
        /// The payload in bytes, for the bound on memory.
        let size: Int
    }

    let messages: [Received]
    /// How many were not as expected, and could be neither handed out nor deleted.
    let unreadable: Int

    /// Nil when the bytes are no answer.
    init?(_ bytes: Bytes) {
        guard let fields = JSONFields(bytes) else { return nil }
        let all = fields.objects("Messages")
        messages = all.compactMap(Received.init)
        unreadable = all.count - messages.count
    }
}

extension ReceiveAnswer.Received {
    fileprivate init?(_ fields: JSONFields) {
        guard let id = fields.text("MessageId"), let receipt = fields.text("ReceiptHandle") else { return nil }
        self.id = id
        self.receipt = receipt
        self.fields = fields
        group = fields.object("Attributes")?.text("MessageGroupId")
        size = (fields.value("Body")?.count ?? 0) + (fields.value("MessageAttributes")?.count ?? 0)
    }

    /// The message as the rest of Longshore has it.
    func message(from queue: String) -> Message {
        let system = fields.object("Attributes")
        let sent = system?.integer("SentTimestamp")
        var attributes = [Header(name: "queue", value: queue), Header(name: "message-id", value: id)]
        var headers: [MessageHeader] = []
        func add(_ name: String, _ attribute: String) {
            guard let value = system?.text(attribute) else { return }
            headers.append(MessageHeader(name: attribute, value: Bytes(value.utf8)))
            attributes.append(Header(name: name, value: value))
        }
        add("receive-count", "ApproximateReceiveCount")
        add("message-group-id", "MessageGroupId")
        add("message-deduplication-id", "MessageDeduplicationId")
        add("sequence-number", "SequenceNumber")
        add("trace", "AWSTraceHeader")
        if let sent { attributes.append(Header(name: "timestamp", value: String(sent))) }
        return Message(
            position: "sqs/\(queue)/\(id)",
            timestamp: sent.map { Timestamp(milliseconds: $0) },
            key: group.map { Bytes($0.utf8) },
            headers: headers + ownHeaders,
            body: fields.text("Body").map { Bytes($0.utf8) },
            attributes: attributes
        )
    }

    /// The attributes that the producer gave: text and numbers as they are, binary ones as their bytes.
    private var ownHeaders: [MessageHeader] {
        (fields.object("MessageAttributes")?.all ?? []).map { attribute in
            let value = JSONFields(attribute.value)
            if let text = value?.text("StringValue") {
                return MessageHeader(name: attribute.name, value: Bytes(text.utf8))
            }
            return MessageHeader(
                name: attribute.name,
                value: value?.text("BinaryValue").flatMap(Base64.decode).map { $0[...] }
            )
        }
    }
}
