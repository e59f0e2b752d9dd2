internal import Domain

extension MessageMapping {
    /// The header that says for whom an envelope is.
    static let typeHeader = "x-convoy-message-type"

    /// Reads Convoy's broker JSON. The bytes of `data` are cut out of the message as they stand.
    func envelopeParts(of message: Message, from kind: ConnectorKind, limit: Int) throws(MappingFailure) -> Parts {
        guard let body = message.body else {
            throw MappingFailure("null payload: the message has a key but no value (a tombstone)")
        }
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
            message.text(ofHeader: Self.typeHeader)
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

    /// The broker's headers win over the envelope's own of the same name; the key goes out as the broker's message id.
    private func envelopeHeaders(
        of message: Message,
        _ fields: EnvelopeFields,
        _ kind: ConnectorKind
    ) -> [Header] {
        var headers = forwarded(message, kind)
        for custom in fields.customHeaders where !headers.contains(where: { $0.isNamed(custom.name) }) {
            let isReserved = HeaderForwarding.isReserved(custom.name.asciiLowercased, content: .json)
            if custom.isValidHTTPField && !isReserved { headers.append(custom) }
        }
        if let key = message.key, !headers.contains(where: { $0.isNamed("x-broker-message-id") }) {
            headers.append(MessageHeader(name: "x-broker-message-id", value: key).printable)
        }
        return headers
    }
}
