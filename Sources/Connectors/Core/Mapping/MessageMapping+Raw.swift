internal import Domain

extension MessageMapping {
    /// The whole message is the data; the rest comes from where the source says.
    func rawParts(of message: Message, from kind: ConnectorKind, limit: Int) throws(MappingFailure) -> Parts {
        let data = message.body ?? []
        try Self.checkSize(data, limit: limit)
        if content == .json { try Self.checkJSON(data) }
        let json = content == .json ? data : nil
        guard let rule = eventType else {
            throw MappingFailure("event type missing: the source has no event_type")
        }
        guard let type = rule.value(for: message, data: json) else {
            throw MappingFailure("event type missing: \(rule.absence)")
        }
        return Parts(
            eventType: try MappingFailure.checked(type, as: "event type"),
            target: try target.target(for: message, data: json),
            headers: forwarded(message, kind, content: content),
            idempotencyKey: try idempotencyKey(of: message, data: json),
            data: data
        )
    }

    /// The producer's key where the source says to look; a message without one has none.
    func idempotencyKey(of message: Message, data: Bytes?) throws(MappingFailure) -> String? {
        guard let key = idempotencyKey?.value(for: message, data: data) else { return nil }
        return try MappingFailure.checked(key, as: "idempotency key")
    }

    static func checkJSON(_ data: Bytes) throws(MappingFailure) {
        guard !data.isEmpty else { throw MappingFailure("empty payload: the source expects JSON (content: json)") }
        do {
            try JSON.validate(data)
        } catch {
            throw MappingFailure("not valid JSON: \(error)")
        }
    }
}
