internal import Domain

extension MessageMapping {
    /// The header that says for whom an envelope is.
    static let typeHeader = "x-convoy-message-type"

    private static let messageIDHeader = "x-broker-message-id"

    /// Reads Convoy's broker JSON. The bytes of `data` are cut out of the message as they stand.
    func envelopeParts(of message: Message, from kind: ConnectorKind, limit: Int) throws(MappingFailure) -> Parts {
        let body = message.body ?? []
        // The fields around the data are small; what is far beyond is not read at all.
        try Self.checkSize(body, limit: limit + EnvelopeFields.overhead)
        let fields = try EnvelopeFields(reading: body)
        guard let data = fields.data else { throw MappingFailure("`data` is missing in the envelope") }
        try Self.checkSize(data, limit: limit)
        guard let type = fields.eventType ?? eventType?.value(for: message, data: data) else {
            throw MappingFailure("event type missing: `event_type` is not set in the envelope")
        }
        return Parts(
            eventType: try MappingFailure.checked(type, as: "event type"),
            target: try envelopeTarget(of: message, fields),
            headers: envelopeHeaders(of: message, fields, kind),
            idempotencyKey: try idempotencyKey(of: message, fields, data),
            data: data
        )
    }

    private func idempotencyKey(
        of message: Message,
        _ fields: EnvelopeFields,
        _ data: Bytes
    ) throws(MappingFailure) -> String? {
        guard let key = fields.idempotencyKey else { return try idempotencyKey(of: message, data: data) }
        return try MappingFailure.checked(key, as: "idempotency_key")
    }

    private func envelopeTarget(of message: Message, _ fields: EnvelopeFields) throws(MappingFailure) -> Envelope.Target
    {
        let type =
            message.property(Self.typeHeader)
            ?? fields.customHeaders.last { $0.isNamed(Self.typeHeader) }?.value
            ?? "single"
        switch type {
        case "single":
            guard let endpoint = fields.endpoint else {
                throw MappingFailure("`endpoint_id` is missing: a message of type single needs one")
            }
            return .endpoint(try TargetRule.endpoint(endpoint))
        case "fanout":
            guard let owner = fields.owner else {
                throw MappingFailure("`owner_id` is missing: a message of type fanout needs one")
            }
            return .owner(try MappingFailure.checked(owner, as: "owner_id"))
        case "broadcast":
            return .broadcast
        default:
            throw MappingFailure(
                "unknown message type \(MappingFailure.quoted(type)) in \(Self.typeHeader): use single, fanout or broadcast"
            )
        }
    }

    /// The broker's headers win over the envelope's own of the same name; the broker's message id, or else the key, goes out
    /// as `x-broker-message-id`.
    private func envelopeHeaders(
        of message: Message,
        _ fields: EnvelopeFields,
        _ kind: ConnectorKind
    ) -> [Header] {
        var headers = forwarded(message, kind, content: .json, orElse: fields.customHeaders)
        for custom in fields.customHeaders where !headers.contains(where: { $0.isNamed(custom.name) }) {
            let isReserved = HeaderForwarding.isReserved(custom.name.asciiLowercased, content: .json)
            if custom.isValidHTTPField && !isReserved { headers.append(custom) }
        }
        let id = message.attribute("message-id").map { ArraySlice($0.utf8) } ?? message.key
        if let id, !headers.contains(where: { $0.isNamed(Self.messageIDHeader) }) {
            headers.append(MessageHeader(name: Self.messageIDHeader, value: id).printable)
        }
        return headers
    }
}
