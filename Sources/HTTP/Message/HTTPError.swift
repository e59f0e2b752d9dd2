/// Why there is no answer to a request.
public struct HTTPError: Error, Hashable, Sendable {
    /// What kind of failure it was.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        /// The name, such as `timeout`: short, stable, fit for metrics.
        public let description: String

        /// Whether the same request may succeed later.
        public let isRetryable: Bool

        /// The whole took longer than the request allowed.
        public static let timeout = Code(description: "timeout", isRetryable: true)
        /// The host's name has no address, or no server could tell.
        public static let nameLookup = Code(description: "name_lookup", isRetryable: true)
        /// No connection to any address.
        public static let connect = Code(description: "connect", isRetryable: true)
        /// The handshake failed, or the certificate is not trusted.
        public static let tls = Code(description: "tls", isRetryable: true)
        /// The connection ended before the answer was complete.
        public static let connectionLost = Code(description: "connection_lost", isRetryable: true)
        /// The answer is not HTTP.
        public static let protocolError = Code(description: "protocol_error", isRetryable: true)
        /// The proxy cannot be reached or refuses.
        public static let proxy = Code(description: "proxy", isRetryable: true)
        /// Too many requests wait already.
        public static let overloaded = Code(description: "overloaded", isRetryable: true)
        /// The caller took the request back, or the client was shut down.
        public static let cancelled = Code(description: "cancelled", isRetryable: true)
        /// The address policy forbids the address that the name led to.
        public static let forbiddenAddress = Code(description: "forbidden_address", isRetryable: false)
        /// The request itself cannot be sent: a malformed URL, a forbidden header.
        public static let invalidRequest = Code(description: "invalid_request", isRetryable: false)
        /// The client failed, not the server.
        public static let `internal` = Code(description: "internal", isRetryable: true)
    }

    /// What kind of failure it was.
    public let code: Code

    /// What happened, for a person; holds no credentials.
    public let message: String

    /// The address it happened with, such as `192.0.2.1:443`, when it got that far.
    public let address: String?

    /// Where the time went.
    public let timings: HTTPTimings

    /// Whether the same request may succeed later.
    public var isRetryable: Bool { code.isRetryable }

    /// Makes an error.
    public init(_ code: Code, _ message: String, address: String? = nil, timings: HTTPTimings = HTTPTimings()) {
        self.code = code
        self.message = message
        self.address = address
        self.timings = timings
    }
}

extension HTTPError: CustomStringConvertible {
    /// Code and message.
    public var description: String { "\(code): \(message)" }
}
