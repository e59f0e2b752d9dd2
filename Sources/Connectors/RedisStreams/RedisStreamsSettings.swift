/// How a Redis Streams source connects and what it reads.
public struct RedisStreamsSettings: Hashable, Sendable {
    /// Where a consumer group that does not exist yet begins.
    public enum Start: Hashable, Sendable {
        /// At the oldest entry of the stream.
        case earliest
        /// With what is added after the group was made.
        case latest
        /// With the first entry after this one.
        case after(StreamID)
    }

    /// What of an entry is the event's data.
    public enum Body: Hashable, Sendable {
        /// The value of one field; the others are headers.
        case field(String)
        /// All fields, as a JSON object.
        case entry
    }

    /// Where Redis is: `redis://host:port/database` or `unix:///path?db=database`.
    public let url: String

    /// The user, for servers with access lists.
    public let username: String?

    /// The password.
    public let password: String?

    /// The streams.
    public let streams: [String]

    /// The consumer group.
    public let group: String

    /// Where a group that does not exist yet begins.
    public let start: Start

    /// What of an entry is the event's data.
    public let body: Body

    /// How many entries may be held and not acknowledged.
    public let maximumInFlight: Int

    /// After how long a consumer that does not renew what it holds loses it to others.
    public let lease: Duration

    init(
        url: String,
        username: String? = nil,
        password: String? = nil,
        streams: [String],
        group: String,
        start: Start = .earliest,
        body: Body = .field("data"),
        maximumInFlight: Int = 5_000,
        lease: Duration = .seconds(60)
    ) {
        self.url = url
        self.username = username
        self.password = password
        self.streams = streams
        self.group = group
        self.start = start
        self.body = body
        self.maximumInFlight = maximumInFlight
        self.lease = lease
    }
}
