extension IntakeEntry {
    /// The entry's binary form; see ``IntakeFormat``.
    public func encoded() -> [UInt8] {
        switch self {
        case .event(let envelope): envelope.encoded()
        case .deadLetter(let letter): letter.encoded()
        }
    }
}

extension Envelope {
    fileprivate func encoded() -> [UInt8] {
        var flags: IntakeFormat.Flags = []
        if source != nil { flags.insert(.hasSource) }
        if idempotencyKey != nil { flags.insert(.hasKey) }
        if replay != nil { flags.insert(.isReplay) }
        if replay?.endpoint != nil { flags.insert(.hasReplayEndpoint) }
        var writer = IntakeWriter(
            kind: .event,
            flags: flags,
            capacity: 112 + eventType.utf8.count + headers.intakeSize + position.utf8.count + data.count
                + (idempotencyKey?.utf8.count ?? 0)
        )
        writer.write(id)
        writer.write(project)
        if let source { writer.write(source) }
        writer.write(acceptedAt)
        writer.write(eventType)
        switch target {
        case .subscriptions:
            writer.write(IntakeFormat.TargetTag.subscriptions)
        case .endpoint(let endpoint):
            writer.write(IntakeFormat.TargetTag.endpoint)
            writer.write(endpoint)
        case .owner(let owner):
            writer.write(IntakeFormat.TargetTag.owner)
            writer.write(owner)
        case .broadcast:
            writer.write(IntakeFormat.TargetTag.broadcast)
        }
        writer.write(headers)
        if let idempotencyKey { writer.write(idempotencyKey) }
        writer.write(position)
        if let replay {
            writer.write(replay.job)
            if let endpoint = replay.endpoint { writer.write(endpoint) }
        }
        writer.write(data)
        return writer.bytes
    }
}

extension DeadLetter {
    fileprivate func encoded() -> [UInt8] {
        var flags: IntakeFormat.Flags = []
        if source != nil { flags.insert(.hasSource) }
        if key != nil { flags.insert(.hasKey) }
        var writer = IntakeWriter(
            kind: .deadLetter,
            flags: flags,
            capacity: 80 + position.utf8.count + reason.utf8.count + headers.intakeSize + (key?.count ?? 0) + body.count
        )
        writer.write(id)
        writer.write(project)
        if let source { writer.write(source) }
        writer.write(receivedAt)
        writer.write(position)
        writer.write(reason)
        writer.write(headers)
        if let key { writer.write(key) }
        writer.write(body)
        return writer.bytes
    }
}

extension [Header] {
    /// An estimate that is enough unless a field is longer than 16 KiB.
    fileprivate var intakeSize: Int {
        reduce(2) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
    }
}
