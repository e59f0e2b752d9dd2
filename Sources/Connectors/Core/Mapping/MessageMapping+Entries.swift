public import Domain

extension MessageMapping {
    /// Makes the entries for a message: an event, or a dead letter that says why it is none.
    ///
    /// Most messages make one. A batch of CloudEvents makes one for each of them; a message that is skipped makes none.
    ///
    /// - Parameters:
    ///   - message: What the broker delivered.
    ///   - source: Where it came from; its id and the message's position make the event's id.
    ///   - now: When it was taken.
    public func entries(for message: Message, source: SourceDescription, now: Timestamp) -> [IntakeEntry] {
        var entries: [IntakeEntry] = []
        append(message, to: &entries, source: source, now: now)
        return entries
    }

    /// Appends the entries for a message, see ``entries(for:source:now:)``.
    func append(_ message: Message, to entries: inout [IntakeEntry], source: SourceDescription, now: Timestamp) {
        do {
            let limit = source.maximumDataBytes
            guard message.body != nil || tombstones != .skip else { return }
            let plain = try decoded(message, limit: limit)
            if format == .cloudEvents, plain.body != nil, try CloudEventMode(of: plain) == .batched {
                for event in try cloudEvents(inBatch: plain, limit: limit) {
                    entries.append(entry(for: event, arrivedAs: event, source: source, now: now))
                }
            } else {
                entries.append(entry(for: plain, arrivedAs: message, source: source, now: now))
            }
        } catch {
            entries.append(.deadLetter(Self.letter(for: message, error, source: source, now: now)))
        }
    }

    /// The entry of a message that is one event at most, with its body as it was before it was compressed.
    private func entry(
        for message: Message,
        arrivedAs original: Message,
        source: SourceDescription,
        now: Timestamp
    ) -> IntakeEntry {
        do {
            let parts = try parts(of: message, from: source.kind, limit: source.maximumDataBytes)
            return .event(
                Envelope(
                    id: Self.id(of: message, source: source, now: now),
                    project: source.project,
                    source: source.id,
                    eventType: parts.eventType,
                    target: parts.target,
                    headers: parts.headers,
                    idempotencyKey: parts.idempotencyKey,
                    position: message.position,
                    acceptedAt: now,
                    data: parts.data
                )
            )
        } catch {
            return .deadLetter(Self.letter(for: original, error, source: source, now: now))
        }
    }

    private func parts(of message: Message, from kind: ConnectorKind, limit: Int) throws(MappingFailure) -> Parts {
        guard message.body != nil else { return try tombstoneParts(of: message, from: kind, limit: limit) }
        return switch format {
        case .raw: try rawParts(of: message, from: kind, limit: limit)
        case .envelope: try envelopeParts(of: message, from: kind, limit: limit)
        case .cloudEvents:
            try cloudEventParts(of: message, from: kind, limit: limit, try CloudEventMode(of: message))
        }
    }

    /// A message without a body, delivered as `null`. There is no envelope to read then: the source's rules say the rest.
    private func tombstoneParts(
        of message: Message,
        from kind: ConnectorKind,
        limit: Int
    ) throws(MappingFailure) -> Parts {
        guard tombstones == .deliver else {
            throw MappingFailure("null payload: the message has a key but no value (a tombstone)")
        }
        var null = message
        null.body = Bytes("null".utf8)
        if format == .cloudEvents, case .binary? = try? CloudEventMode(of: message) {
            return try cloudEventParts(of: null, from: kind, limit: limit, .binary)
        }
        return try rawParts(of: null, from: kind, limit: limit)
    }

    private static func letter(
        for message: Message,
        _ failure: MappingFailure,
        source: SourceDescription,
        now: Timestamp
    ) -> DeadLetter {
        DeadLetter(
            id: id(of: message, source: source, now: now),
            project: source.project,
            source: source.id,
            position: message.position,
            reason: failure.reason,
            headers: message.keptHeaders,
            key: message.key,
            receivedAt: now,
            body: message.body ?? []
        )
    }

    /// The id that stands for the message, however often it is delivered.
    ///
    /// A message without a time gets the epoch: any other choice would make a second event of its redelivery. One without a
    /// stable position gets a new id each time, which is the weaker promise that its connector documents.
    private static func id(of message: Message, source: SourceDescription, now: Timestamp) -> ULID {
        guard !message.position.isEmpty else { return .random(at: message.timestamp ?? now) }
        return .derived(
            at: message.timestamp ?? Timestamp(microseconds: 0),
            from: [source.id.description, message.position]
        )
    }
}
