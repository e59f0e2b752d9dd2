internal import ConnectorCore
internal import Domain
internal import HTTPTypes
internal import Storage

/// What a person changes about a dead letter before it is submitted again.
struct DeadLetterMend {
    private let body: Bytes?
    private let eventType: String?
    private let target: Envelope.Target?

    /// Reads the body of a request.
    init(_ bytes: Bytes) throws {
        let input = try InputObject(body: bytes)
        let text = input.string("body", upTo: .max)
        let encoded = input.string("body_base64", upTo: .max)
        if text != nil, encoded != nil { input.issue("body_base64", "and body exclude each other.") }
        var body = text.map { Bytes($0.utf8) }
        if let encoded {
            body = Base64.decode(encoded)?[...]
            if body == nil { input.issue("body_base64", "is not base 64.") }
        }
        let type = input.string("event_type", upTo: 256)
        target = Self.target(input)
        try input.finish()
        self.body = body
        eventType = type.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func target(_ input: InputObject) -> Envelope.Target? {
        guard let value = input.raw("target") else { return nil }
        if let word = JSON.string(from: value) {
            switch word {
            case "subscriptions": return .subscriptions
            case "broadcast": return .broadcast
            default:
                input.issue("target", "must be subscriptions, broadcast, {\"endpoint_id\": …} or {\"owner_id\": …}.")
                return nil
            }
        }
        guard let place = input.object("target") else { return nil }
        let endpoint = place.id("endpoint_id")
        let owner = place.string("owner_id", upTo: 200)
        if let endpoint { return .endpoint(endpoint) }
        if let owner, !owner.isEmpty { return .owner(owner) }
        input.issue("target", "must name an endpoint_id or an owner_id.")
        return nil
    }

    /// The events that the mended letter makes: one under the letter's own id, so that it stays one however often it is
    /// submitted. A batch of CloudEvents makes several, their ids as steady.
    ///
    /// The source's mapping makes it, as of a message from the broker, with what was given in place of what the mapping
    /// would look for. Without the source the body itself is the data.
    ///
    /// - Throws: ``APIError`` with the reason when it still makes none.
    func envelopes(of letter: DeadLetter, source: SourceRow?, project: Project) throws -> [Envelope] {
        guard let source else {
            return [try plainEnvelope(of: letter, limit: project.configuration.maximumPayloadBytes)]
        }
        let description = try SourceDocument.description(of: source) { mapping in
            if let eventType { mapping.eventType = ValueRule(constant: eventType) }
            if let target { mapping.target = TargetRule(target) }
        }
        let message = Message(resubmitting: letter, body: body)
        let entries = description.mapping.entries(for: message, source: description, now: .now())
        guard !entries.isEmpty else { throw APIError(.badRequest, "The source skips such messages (tombstones).") }
        return try entries.enumerated().map { index, entry in
            switch entry {
            case .event(var envelope):
                if entries.count == 1 {
                    envelope.id = letter.id
                } else if letter.position.isEmpty {
                    envelope.id = .derived(at: letter.id.timestamp, from: [letter.id.description, "#\(index)"])
                }
                if let eventType { envelope.eventType = eventType }
                if let target { envelope.target = target }
                return envelope
            case .deadLetter(let again):
                throw APIError(.badRequest, "The dead letter still makes no event: \(again.reason).")
            }
        }
    }

    private func plainEnvelope(of letter: DeadLetter, limit: Int) throws -> Envelope {
        guard let eventType else {
            throw APIError.invalid("event_type", "is required: the source that would tell it is gone.")
        }
        let data = body ?? letter.body
        guard data.count <= limit else { throw APIError.tooLarge(limit) }
        do {
            return Envelope(
                id: letter.id,
                project: letter.project,
                source: letter.source,
                eventType: eventType,
                target: target ?? .broadcast,
                headers: letter.headers.filter(\.isValidHTTPField),
                position: letter.position,
                acceptedAt: .now(),
                data: try JSON.compact(data)
            )
        } catch {
            throw APIError.invalid("body", "is not JSON: \(error).")
        }
    }
}

extension TargetRule {
    /// The rule that always gives this target.
    fileprivate init(_ target: Envelope.Target) {
        switch target {
        case .subscriptions: self = .subscriptions
        case .broadcast: self = .broadcast
        case .endpoint(let id): self = .endpoint(ValueRule(constant: id.description))
        case .owner(let owner): self = .owner(ValueRule(constant: owner))
        }
    }
}
