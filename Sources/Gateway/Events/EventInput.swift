internal import Domain
internal import HTTPTypes

/// The body of a request that makes an event; `data` stays the bytes that came, without white space between them.
struct EventInput {
    /// Whom an event is for, by the path it is sent to.
    enum Kind {
        case single, fanout, broadcast
    }

    let eventType: String
    let target: Envelope.Target
    /// The field that named the endpoint.
    let endpointField: String
    let headers: [Header]
    let idempotencyKey: String?
    let data: Bytes

    /// Reads and checks a body.
    ///
    /// - Throws: ``APIError`` that names every wrong field.
    init(_ body: Bytes, kind: Kind) throws {
        let input = try InputObject(body: body)
        var target: Envelope.Target?
        var endpointField = "endpoint_id"
        switch kind {
        case .single:
            let endpoint = input.id("endpoint_id")
            // Convoy's old name.
            let old = input.id("app_id")
            if endpoint == nil, old != nil { endpointField = "app_id" }
            if let id = endpoint ?? old {
                target = .endpoint(id)
            } else if input.issues.found.isEmpty {
                input.issue("endpoint_id", "is required; to reach every subscription, send to …/events/broadcast.")
            }
        case .fanout:
            target = input.string("owner_id", isRequired: true, upTo: 200).map { .owner($0) }
        case .broadcast:
            target = .broadcast
        }
        let type = input.string("event_type", isRequired: true, upTo: 256)
        if let type, type.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            input.issue("event_type", "must not contain control characters.")
        }
        let data = input.raw("data", keepsNull: true)
        if data == nil { input.issue("data", "is required: any JSON value.") }
        let headers = input.headers("custom_headers")
        let key = input.string("idempotency_key", upTo: 512)
        try input.finish()

        guard let target, let type, let data else {
            throw APIError(.badRequest, "The event is not complete.")
        }
        self.eventType = type
        self.target = target
        self.endpointField = endpointField
        self.headers = headers
        self.idempotencyKey = key.flatMap { $0.isEmpty ? nil : $0 }
        // Within the body, so that nothing is copied unless there is white space to leave out.
        self.data = try JSON.compact(data)
    }
}
