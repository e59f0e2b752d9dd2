/// Names the Redis keys of one shard; all of them carry the same hash tag, so that scripts may touch several at once.
public struct QueueKeys: Hashable, Sendable {
    /// Put before every key; tests and separate installations on one Redis differ in it.
    public static let defaultPrefix = "longshore"

    private let tagged: String

    /// Names the keys of a shard.
    public init(shard: Int, prefix: String = defaultPrefix) {
        tagged = "\(prefix):{\(shard)}:"
    }

    /// The stream of accepted events.
    public var intake: String { tagged + "intake" }

    /// The index of endpoints by their earliest due delivery.
    public var endpoints: String { tagged + "endpoints" }

    /// The value that is gone when Redis has lost its data.
    public var marker: String { tagged + "marker" }

    /// The deliveries of one endpoint by the time they are due.
    public func due(_ endpoint: some CustomStringConvertible) -> String { "\(tagged)due:\(endpoint)" }

    /// The lease of one consumer slot of a source.
    public func slot(_ source: some CustomStringConvertible, _ slot: Int) -> String {
        "\(tagged)slot:\(source):\(slot)"
    }

    /// The processes that take part in the pool, of those with the same labels.
    public func members(_ group: String) -> String { "\(tagged)pool:\(group)" }

    /// What the consumer in a slot last said of itself.
    public func report(_ source: some CustomStringConvertible, _ slot: Int) -> String {
        "\(tagged)report:\(source):\(slot)"
    }
}
