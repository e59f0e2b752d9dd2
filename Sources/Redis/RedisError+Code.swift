extension RedisError {
    /// The kinds of failure; open, so that new ones do not break those who compare.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        /// The code's name.
        public let description: String
        let isRetryable: Bool

        private init(_ name: String, isRetryable: Bool = false) {
            description = name
            self.isRetryable = isRetryable
        }

        // MARK: - On the way

        /// No connection could be had before the deadline.
        public static let unavailable = Code("unavailable", isRetryable: true)
        /// The connection broke after the command was sent: whether it ran is unknown.
        public static let connectionLost = Code("connectionLost", isRetryable: true)
        /// The connection ended before the command was sent.
        public static let notSent = Code("notSent", isRetryable: true)
        /// No reply came before the deadline: whether the command ran is unknown.
        public static let timeout = Code("timeout", isRetryable: true)
        /// The client has been closed.
        public static let closed = Code("closed")
        /// The server does not speak the protocol.
        public static let protocolViolation = Code("protocolViolation")

        // MARK: - Redis' answers

        /// Redis reads its data from disk after a start.
        public static let loading = Code("loading", isRetryable: true)
        /// The server is a replica, as after a failover.
        public static let readOnly = Code("readOnly", isRetryable: true)
        /// `maxmemory` is reached, and Redis rightly refuses to throw anything away.
        public static let outOfMemory = Code("outOfMemory", isRetryable: true)
        /// A script occupies Redis.
        public static let busy = Code("busy", isRetryable: true)
        /// Redis cannot write to its disk and refuses changes until it can.
        public static let cannotPersist = Code("cannotPersist", isRetryable: true)
        /// Another server is to be asked, now or in a moment.
        public static let redirected = Code("redirected", isRetryable: true)
        /// User or password are missing or wrong.
        public static let authentication = Code("authentication")
        /// The user may not run the command or touch the key.
        public static let permissionDenied = Code("permissionDenied")
        /// The script is not known to the server.
        public static let noScript = Code("noScript")
        /// The stream or its consumer group does not exist.
        public static let noGroup = Code("noGroup")
        /// The consumer group exists already.
        public static let busyGroup = Code("busyGroup")
        /// The key holds something else.
        public static let wrongType = Code("wrongType")
        /// Any other error reply.
        public static let server = Code("server")

        // MARK: - In the client

        /// A reply has another shape than the caller expects.
        public static let unexpectedReply = Code("unexpectedReply")
        /// A URL that does not name a Redis.
        public static let invalidURL = Code("invalidURL")
    }
}
