/// Times and bounds of a client's connections.
public struct RedisSettings: Sendable {
    /// How long a command may take, waiting for a connection included, unless its caller says otherwise.
    public var timeout: Duration = .seconds(5)
    /// How long one attempt to connect may take: name, address, greeting.
    public var connectTimeout: Duration = .seconds(5)
    /// Commands in flight on one connection before others wait.
    public var commandsInFlight = 20_000
    /// Bytes of requests in flight on one connection before others wait.
    public var bytesInFlight = 16 << 20
    /// What `CLIENT LIST` shows; letters, digits, `-`, `_` and `.`.
    public var clientName = "longshore"

    /// Makes the default settings.
    public init() {}
}
