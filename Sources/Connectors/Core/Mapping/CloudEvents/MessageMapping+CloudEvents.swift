internal import Domain

extension MessageMapping {
    /// Reads a message that is one CloudEvent.
    func cloudEventParts(
        of message: Message,
        from kind: ConnectorKind,
        limit: Int,
        _ mode: CloudEventMode
    ) throws(MappingFailure) -> Parts {
        let body = message.body ?? []
        try Self.checkSize(body, limit: bodyLimit(of: message, limit: limit))
        let needsType = eventType == nil
        let event =
            mode == .binary
            ? try CloudEvent(binary: message, needsType: needsType)
            : try CloudEvent(structured: body, needsType: needsType)
        let data = event.data ?? []
        try Self.checkSize(data, limit: limit)
        if event.isJSON, content == .json, !data.isEmpty { try Self.checkJSON(data) }
        let json = event.isJSON ? data : nil
        let message = context(of: message, event)
        guard let type = event.value("type") ?? eventType?.value(for: message, data: json) else {
            throw MappingFailure("event type missing: the CloudEvent has no `type`")
        }
        return Parts(
            eventType: try MappingFailure.checked(type, as: "`type`"),
            target: try target.target(for: message, data: json),
            headers: cloudEventHeaders(of: message, event, kind),
            idempotencyKey: try cloudEventKey(of: message, event, json),
            data: data
        )
    }

    /// The message with its attributes as `ce-*` headers before its own, wherever they stood: what places may refer to.
    private func context(of message: Message, _ event: CloudEvent) -> Message {
        var context = message
        context.headers =
            event.attributes.map { MessageHeader(name: "ce-\($0.name)", value: ArraySlice($0.value.utf8)) }
            + message.headers.filter { !$0.name.asciiLowercased.hasPrefix("ce-") }
        return context
    }

    private func cloudEventKey(
        of message: Message,
        _ event: CloudEvent,
        _ data: Bytes?
    ) throws(MappingFailure) -> String? {
        guard idempotencyKey == nil else { return try idempotencyKey(of: message, data: data) }
        return try MappingFailure.checked(event.identity, as: "`source` and `id` together")
    }

    /// What HTTP's binding asks for: the data's type, the attributes as `ce-*`; then the message's own headers.
    private func cloudEventHeaders(of context: Message, _ event: CloudEvent, _ kind: ConnectorKind) -> [Header] {
        var message = context
        message.headers =
            event.attributes.map {
                let header = CloudEventHeader.forwarded($0)
                return MessageHeader(name: header.name, value: ArraySlice(header.value.utf8))
            } + context.headers.filter { CloudEventHeader($0.name) == nil }
        let extensions = event.attributes.map { Header(name: $0.name, value: $0.value) }
        var headers = forwarded(message, kind, content: .json, orElse: extensions)
        if let type = event.contentType {
            let header = Header(name: "content-type", value: type)
            if header.isValidHTTPField { headers.insert(header, at: 0) }
        }
        return headers
    }

    /// The events of a message that has several, each as a message of its own that is one structured event.
    ///
    /// - Throws: when it is no array, or too long a one.
    func cloudEvents(inBatch message: Message, limit: Int) throws(MappingFailure) -> [Message] {
        let body = message.body ?? []
        try Self.checkSize(body, limit: bodyLimit(of: message, limit: limit))
        let elements: [Bytes]
        do {
            elements = try JSON.elements(of: body)
        } catch {
            throw MappingFailure("no batch of CloudEvents: not a valid JSON array: \(error)")
        }
        guard elements.count <= CloudEventMode.maximumEvents else {
            throw MappingFailure(
                "too many CloudEvents in one message: \(elements.count), and \(CloudEventMode.maximumEvents) are allowed"
            )
        }
        return elements.enumerated().map { index, element in
            message.part(element, index: index, contentType: CloudEventMode.structuredType)
        }
    }
}
