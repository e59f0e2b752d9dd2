internal import Domain

extension CloudEvent {
    /// Reads an event whose attributes are the message's headers.
    init(binary message: Message, needsType: Bool) throws(MappingFailure) {
        for header in message.headers {
            guard let known = CloudEventHeader(header.name), let value = header.value else { continue }
            guard let text = String(validating: value, as: UTF8.self),
                let value = known.isEscaped ? PercentEncoding.decode(text) : text
            else {
                throw MappingFailure("no CloudEvent: the value of \(MappingFailure.quoted(header.name)) is no text")
            }
            try set(known.attribute, to: value)
        }
        if let type = message.property("content-type"), !type.isEmpty { contentType = type }
        data = message.body
        try finish(needsType: needsType)
    }

    /// Reads an event that is a JSON object.
    init(structured body: Bytes, needsType: Bool) throws(MappingFailure) {
        var text: Bytes?
        var encoded: Bytes?
        for (name, value) in try Self.members(of: body) {
            switch name {
            case "data": text = value
            case "data_base64": encoded = JSON.kind(of: value) == .null ? nil : value
            default:
                if let value = try Self.attribute(value, of: name) { try set(name, to: value) }
            }
        }
        try finish(needsType: needsType)
        guard text == nil || encoded == nil else {
            throw MappingFailure("no CloudEvent: `data` and `data_base64` exclude each other")
        }
        if let encoded {
            guard let bytes = JSON.string(from: encoded).flatMap(Base64.decode) else {
                throw MappingFailure("no CloudEvent: `data_base64` is not base 64")
            }
            data = bytes[...]
        } else if let text {
            data = try content(text)
        }
    }

    /// JSON stands as it is; of data of another type a JSON string holds the characters.
    private func content(_ value: Bytes) throws(MappingFailure) -> Bytes {
        guard !isJSON, JSON.kind(of: value) == .string else { return value }
        guard let text = JSON.string(from: value) else {
            throw MappingFailure("no CloudEvent: `data` is no valid text")
        }
        return Bytes(text.utf8)
    }

    private static func members(of body: Bytes) throws(MappingFailure) -> [(name: String, value: Bytes)] {
        guard !body.isEmpty else {
            throw MappingFailure("empty payload: the source expects a CloudEvent (format: cloudevents)")
        }
        do {
            return try JSON.members(of: body)
        } catch {
            throw MappingFailure("no CloudEvent: not a valid JSON object: \(error)")
        }
    }

    /// The types of CloudEvents in JSON are texts, whole numbers and truth values; null means that there is none.
    private static func attribute(_ value: Bytes, of name: String) throws(MappingFailure) -> String? {
        switch JSON.kind(of: value) {
        case .null: return nil
        case .string:
            guard let text = JSON.string(from: value) else {
                throw MappingFailure("no CloudEvent: \(MappingFailure.quoted(name)) is no valid text")
            }
            return text
        case .number where !required.contains(name), .boolean where !required.contains(name):
            return JSON.text(of: value)
        case let kind:
            let allowed = required.contains(name) ? "text" : "text, a number or a truth value"
            throw MappingFailure(
                "no CloudEvent: \(MappingFailure.quoted(name)) must be \(allowed), not \(kind?.rawValue ?? "this")"
            )
        }
    }
}
