/// How the sink treats what it receives.
public struct SinkSettings: Sendable {
    /// `address:port` to listen on.
    public var host: String
    /// The port; 0 takes a free one.
    public var port: Int
    /// Secrets of the endpoints that deliver here, `whsec_…` or plain; with none, signatures are not checked.
    public var secrets: [String]
    /// Share of requests answered with `failureStatus`, 0 to 1.
    public var failureRate: Double
    /// The status of a request failed on purpose.
    public var failureStatus: Int
    /// How long each answer is held back.
    public var delay: Duration
    /// Never answers at all: the sender's time-out ends the request.
    public var hangs: Bool
    /// JSON path of the sequence number in the payload.
    public var sequencePath: String
    /// JSON path of the key within which sequence numbers are counted; nil: one sequence for all.
    public var keyPath: String?
    /// Prints a line for each request.
    public var printsRequests: Bool

    /// Settings of a sink that accepts everything on a local port.
    public init(host: String = "127.0.0.1", port: Int = 8088) {
        self.host = host
        self.port = port
        secrets = []
        failureRate = 0
        failureStatus = 500
        delay = .zero
        hangs = false
        sequencePath = "$.seq"
        keyPath = nil
        printsRequests = false
    }
}
