internal import Domain

/// The members of an envelope, each checked for its type.
struct EnvelopeFields {
    /// What all fields but the data may take, so that an oversized message is refused before it is read.
    static let overhead = 256 << 10

    var endpoint: String?
    var owner: String?
    var eventType: String?
    var data: Bytes?
    var customHeaders: [Header] = []
    var idempotencyKey: String?

    private static let names = "endpoint_id, owner_id, event_type, data, custom_headers, idempotency_key"

    /// - Throws: when it is no JSON object, a field has the wrong type, or there are fields that an envelope does not have.
    init(reading body: Bytes) throws(MappingFailure) {
        var unknown: [String] = []
        for (name, value) in try Self.members(of: body) {
            switch name {
            case "endpoint_id": endpoint = try Self.text(value, of: name)
            case "owner_id": owner = try Self.text(value, of: name)
            case "event_type": eventType = try Self.text(value, of: name)
            case "idempotency_key": idempotencyKey = try Self.text(value, of: name)
            case "data": data = value
            case "custom_headers": customHeaders = try Self.headers(value)
            default: unknown.append(MappingFailure.quoted(name))
            }
        }
        guard unknown.isEmpty else {
            let shown = unknown.prefix(5).joined(separator: ", ") + (unknown.count > 5 ? " …" : "")
            let word = unknown.count == 1 ? "field" : "fields"
            throw MappingFailure("unknown \(word) \(shown) in the envelope: it may have \(Self.names)")
        }
    }

    private static func members(of body: Bytes) throws(MappingFailure) -> [(name: String, value: Bytes)] {
        guard !body.isEmpty else {
            throw MappingFailure("empty payload: the source expects an envelope (format: envelope)")
        }
        do {
            return try JSON.members(of: body)
        } catch {
            throw MappingFailure("not a valid JSON object: \(error)")
        }
    }

    /// A text field; null and the empty text mean that it is not set.
    private static func text(_ value: Bytes, of name: String) throws(MappingFailure) -> String? {
        switch JSON.kind(of: value) {
        case .null: return nil
        case .string:
            guard let text = JSON.string(from: value) else { throw MappingFailure("`\(name)` is no valid text") }
            return text.isEmpty ? nil : text
        case let kind: throw MappingFailure("`\(name)` must be text, not \(kind?.rawValue ?? "this")")
        }
    }

    private static func headers(_ value: Bytes) throws(MappingFailure) -> [Header] {
        switch JSON.kind(of: value) {
        case .null: return []
        case .object: break
        case let kind: throw MappingFailure("`custom_headers` must be an object, not \(kind?.rawValue ?? "this")")
        }
        var headers: [Header] = []
        for (name, value) in (try? JSON.members(of: value)) ?? [] {
            guard let text = try text(value, of: "custom_headers.\(name)") else { continue }
            headers.append(Header(name: name, value: text))
        }
        return headers
    }
}
