public import Domain

/// How the messages of a source become events.
///
/// Mapping never fails: what cannot become an event becomes a dead letter with its bytes and a reason for people.
public struct MessageMapping: Hashable, Sendable {
    /// What a message is.
    public enum Format: String, Hashable, Sendable, CaseIterable {
        /// Convoy's broker JSON: an object that names event type, target and data.
        case envelope
        /// The whole message is the event's data.
        case raw
    }

    /// What the data of raw messages is.
    public enum Content: String, Hashable, Sendable, CaseIterable {
        /// A JSON value; anything else becomes a dead letter.
        case json
        /// Any bytes.
        case opaque
    }

    /// What a message is.
    public var format: Format

    /// What the data of raw messages is.
    public var content: Content

    /// Where the event type of raw messages comes from.
    public var eventType: ValueRule?

    /// Which endpoints raw messages are for.
    public var target: TargetRule

    /// Where the producer's idempotency key comes from; an envelope may bring its own.
    public var idempotencyKey: ValueRule?

    /// Which headers go out with the webhook.
    public var forwarding: HeaderForwarding

    /// Whether what the broker knows of a message goes out as headers: `x-kafka-topic`, `x-kafka-offset` …
    public var forwardsAttributes: Bool

    /// Describes a mapping.
    public init(
        format: Format = .raw,
        content: Content = .json,
        eventType: ValueRule? = nil,
        target: TargetRule = .subscriptions,
        idempotencyKey: ValueRule? = nil,
        forwarding: HeaderForwarding = .all,
        forwardsAttributes: Bool = false
    ) {
        self.format = format
        self.content = content
        self.eventType = eventType
        self.target = target
        self.idempotencyKey = idempotencyKey
        self.forwarding = forwarding
        self.forwardsAttributes = forwardsAttributes
    }

    /// Makes the entry for a message: an event, or a dead letter that says why it is none.
    ///
    /// - Parameters:
    ///   - message: What the broker delivered.
    ///   - source: Where it came from; its id and the message's position make the event's id.
    ///   - now: When it was taken.
    public func entry(for message: Message, source: SourceDescription, now: Timestamp) -> IntakeEntry {
        let id = Self.id(of: message, source: source, now: now)
        do {
            let parts =
                switch format {
                case .raw: try rawParts(of: message, from: source.kind, limit: source.maximumDataBytes)
                case .envelope: try envelopeParts(of: message, from: source.kind, limit: source.maximumDataBytes)
                }
            return .event(
                Envelope(
                    id: id,
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
            return .deadLetter(
                DeadLetter(
                    id: id,
                    project: source.project,
                    source: source.id,
                    position: message.position,
                    reason: error.reason,
                    headers: message.headers.map(\.printable),
                    key: message.key,
                    receivedAt: now,
                    body: message.body ?? []
                )
            )
        }
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

    /// What the two formats have to find out about an event.
    struct Parts {
        var eventType: String
        var target: Envelope.Target
        var headers: [Header]
        var idempotencyKey: String?
        var data: Bytes
    }

    /// Headers of the message and, when asked for, what the broker knows of it, as `x-kafka-topic` and the like.
    func forwarded(_ message: Message, _ kind: ConnectorKind) -> [Header] {
        let headers = forwarding.headers(of: message, content: content)
        guard forwardsAttributes else { return headers }
        let prefix = "x-\(kind.rawValue.replacing("_", with: "-"))-"
        var attributes = message.attributes.map {
            MessageHeader(name: prefix + $0.name, value: ArraySlice($0.value.utf8))
        }
        if let key = message.key { attributes.append(MessageHeader(name: prefix + "key", value: key)) }
        return headers + attributes.map(\.printable).filter(\.isValidHTTPField)
    }

    static func checkSize(_ data: Bytes, limit: Int) throws(MappingFailure) {
        guard data.count <= limit else {
            throw MappingFailure(
                "data is too large: it has \(data.count) bytes and the source accepts \(limit) (max_data_size)"
            )
        }
    }
}
