/// An event on its way from a source to the worker: everything that is known of it when it is accepted.
public struct Envelope: Sendable, Equatable {
    /// Which endpoints an event is for.
    public enum Target: Hashable, Sendable {
        /// Every subscription that matches the event's source and type.
        case subscriptions

        /// One endpoint.
        case endpoint(ULID)

        /// Every endpoint with this owner id.
        case owner(String)

        /// Every subscription of the project that matches the event's type, whatever its source.
        case broadcast
    }

    /// Why an event that may be stored already is delivered once more.
    public struct Replay: Hashable, Sendable {
        /// The job that reads it again: each job makes deliveries of its own, and makes them once.
        public var job: ULID

        /// The only endpoint that gets it; nil for all that the routes of today name.
        public var endpoint: ULID?

        /// Makes a mark.
        public init(job: ULID, endpoint: ULID? = nil) {
            self.job = job
            self.endpoint = endpoint
        }
    }

    /// The event's id; its time part is the event's time. Derived from the position where the broker has one.
    public var id: ULID

    /// The project that the event belongs to.
    public var project: ULID

    /// The source that it came through; nil for the API.
    public var source: ULID?

    /// What happened, such as `order.paid`.
    public var eventType: String

    /// Which endpoints it is for.
    public var target: Target

    /// What is forwarded with each delivery.
    public var headers: [Header]

    /// The producer's key under which a second event of the project is a duplicate.
    public var idempotencyKey: String?

    /// Where the broker has it, such as `kafka/orders/3/8812`; empty for the API.
    public var position: String

    /// When we took it.
    public var acceptedAt: Timestamp

    /// Set when this delivers an event once more that may be stored already.
    public var replay: Replay?

    /// The payload, byte for byte as it is stored, signed and sent.
    public var data: Bytes

    /// Makes an envelope; what has a default is what an event of the API has.
    public init(
        id: ULID,
        project: ULID,
        source: ULID? = nil,
        eventType: String,
        target: Target = .subscriptions,
        headers: [Header] = [],
        idempotencyKey: String? = nil,
        position: String = "",
        acceptedAt: Timestamp,
        replay: Replay? = nil,
        data: Bytes
    ) {
        self.id = id
        self.project = project
        self.source = source
        self.eventType = eventType
        self.target = target
        self.headers = headers
        self.idempotencyKey = idempotencyKey
        self.position = position
        self.acceptedAt = acceptedAt
        self.replay = replay
        self.data = data
    }
}
