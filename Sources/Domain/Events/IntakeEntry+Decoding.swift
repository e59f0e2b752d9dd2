extension IntakeEntry {
    /// Reads an entry's binary form; payloads stay in the storage of `bytes`.
    ///
    /// - Throws: an error for any bytes that ``encoded()`` of this version does not make.
    public init(decoding bytes: Bytes) throws(IntakeDecodingError) {
        var reader = IntakeReader(bytes)
        let version = try reader.byte()
        guard version == IntakeFormat.version else { throw .unsupportedVersion(version) }
        let kind = try reader.byte()
        let flags = IntakeFormat.Flags(rawValue: try reader.byte())
        guard flags.isSubset(of: .all) else { throw .malformed("it has unknown flags") }
        switch IntakeFormat.Kind(rawValue: kind) {
        case .event: self = .event(try Envelope(from: &reader, flags: flags))
        case .deadLetter: self = .deadLetter(try DeadLetter(from: &reader, flags: flags))
        case nil: throw .malformed("it is of unknown kind \(kind)")
        }
        guard reader.isAtEnd else { throw .malformed("there is something after its end") }
    }
}

extension Envelope {
    fileprivate init(from reader: inout IntakeReader, flags: IntakeFormat.Flags) throws(IntakeDecodingError) {
        id = try reader.ulid()
        project = try reader.ulid()
        source = flags.contains(.hasSource) ? try reader.ulid() : nil
        acceptedAt = try reader.timestamp()
        eventType = try reader.text()
        target = try Target(from: &reader)
        headers = try reader.headers()
        idempotencyKey = flags.contains(.hasKey) ? try reader.text() : nil
        position = try reader.text()
        replay = try Replay(from: &reader, flags: flags)
        data = try reader.payload()
    }
}

extension Envelope.Replay {
    fileprivate init?(from reader: inout IntakeReader, flags: IntakeFormat.Flags) throws(IntakeDecodingError) {
        guard flags.contains(.isReplay) else {
            guard flags.isDisjoint(with: .ofReplays) else { throw .malformed("it has flags that do not go together") }
            return nil
        }
        job = try reader.ulid()
        endpoint = flags.contains(.hasReplayEndpoint) ? try reader.ulid() : nil
    }
}

extension Envelope.Target {
    fileprivate init(from reader: inout IntakeReader) throws(IntakeDecodingError) {
        let tag = try reader.byte()
        switch IntakeFormat.TargetTag(rawValue: tag) {
        case .subscriptions: self = .subscriptions
        case .endpoint: self = .endpoint(try reader.ulid())
        case .owner: self = .owner(try reader.text())
        case .broadcast: self = .broadcast
        case nil: throw .malformed("it has the unknown target \(tag)")
        }
    }
}

extension DeadLetter {
    fileprivate init(from reader: inout IntakeReader, flags: IntakeFormat.Flags) throws(IntakeDecodingError) {
        guard flags.isDisjoint(with: .ofReplays) else { throw .malformed("it has unknown flags") }
        id = try reader.ulid()
        project = try reader.ulid()
        source = flags.contains(.hasSource) ? try reader.ulid() : nil
        receivedAt = try reader.timestamp()
        position = try reader.text()
        reason = try reader.text()
        headers = try reader.headers()
        key = flags.contains(.hasKey) ? try reader.payload() : nil
        body = try reader.payload()
    }
}
