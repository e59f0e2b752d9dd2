/// What can be set of the HTTP server.
public struct GatewayConfiguration: Sendable {
    /// Where to listen: a host name or address.
    public var host: String
    /// The port; 0 lets the system choose one.
    public var port: Int
    /// How many connections may be open; more wait in the backlog.
    public var maximumConnections: Int
    /// The longest line of one header and of all headers together, in bytes.
    public var maximumHeaderBytes: Int
    /// The longest body of a request that is not an event, in bytes.
    public var maximumBodyBytes: Int
    /// How long a connection may be idle.
    public var idleTimeout: Duration
    /// How long a request may take to arrive whole.
    public var readTimeout: Duration
    /// How long the intake may take to answer before the producer is told to try again.
    public var intakeTimeout: Duration
    /// How long a key is trusted without asking the database again.
    public var keyLifetime: Duration
    /// How long what is known of keys and projects is still used while the database does not answer.
    public var outageTolerance: Duration
    /// The version of Longshore, shown by `/metrics`.
    public var version: String

    /// Makes a configuration; the defaults are those of `longshore server`.
    public init(
        host: String = "127.0.0.1",
        port: Int = 5005,
        maximumConnections: Int = 4_096,
        maximumHeaderBytes: Int = 32 << 10,
        maximumBodyBytes: Int = 1 << 20,
        idleTimeout: Duration = .seconds(75),
        readTimeout: Duration = .seconds(30),
        intakeTimeout: Duration = .seconds(5),
        keyLifetime: Duration = .seconds(5),
        outageTolerance: Duration = .seconds(900),
        version: String = "0.0.0"
    ) {
        self.host = host
        self.port = port
        self.maximumConnections = maximumConnections
        self.maximumHeaderBytes = maximumHeaderBytes
        self.maximumBodyBytes = maximumBodyBytes
        self.idleTimeout = idleTimeout
        self.readTimeout = readTimeout
        self.intakeTimeout = intakeTimeout
        self.keyLifetime = keyLifetime
        self.outageTolerance = outageTolerance
        self.version = version
    }
}
