internal import Domain

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
        /// CloudEvents 1.0, binary, structured or batched.
        case cloudEvents = "cloudevents"
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

    /// What becomes of messages without a body.
    public var tombstones: Tombstones

    /// Where the event type of raw messages comes from, and that of others which bring none.
    public var eventType: ValueRule?

    /// Which endpoints raw messages are for.
    public var target: TargetRule

    /// Where the producer's idempotency key comes from; an envelope or a CloudEvent may bring its own.
    public var idempotencyKey: ValueRule?

    /// Which headers go out with the webhook.
    public var forwarding: HeaderForwarding

    /// Whether what the broker knows of a message goes out as headers: `x-kafka-topic`, `x-kafka-offset` …
    public var forwardsAttributes: Bool

    /// Describes a mapping.
    public init(
        format: Format = .raw,
        content: Content = .json,
        tombstones: Tombstones = .deadLetter,
        eventType: ValueRule? = nil,
        target: TargetRule = .subscriptions,
        idempotencyKey: ValueRule? = nil,
        forwarding: HeaderForwarding = .all,
        forwardsAttributes: Bool = false
    ) {
        self.format = format
        self.content = content
        self.tombstones = tombstones
        self.eventType = eventType
        self.target = target
        self.idempotencyKey = idempotencyKey
        self.forwarding = forwarding
        self.forwardsAttributes = forwardsAttributes
    }

    /// What every format has to find out about an event.
    struct Parts {
        var eventType: String
        var target: Envelope.Target
        var headers: [Header]
        var idempotencyKey: String?
        var data: Bytes
    }

    /// The message's trace, its headers and, when asked for, what the broker knows of it, as `x-kafka-topic` and the like.
    ///
    /// - Parameter inner: where else the trace may stand, as an envelope's own headers.
    func forwarded(
        _ message: Message,
        _ kind: ConnectorKind,
        content: Content,
        orElse inner: [Header] = []
    ) -> [Header] {
        var headers = TraceContext(of: message, orElse: inner)?.headers ?? []
        headers += forwarding.headers(of: message, content: content)
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
