/// How an AMQP 0-9-1 source connects and what it reads.
public struct AMQPSettings: Hashable, Sendable {
    /// A server of the cluster.
    public struct Host: Hashable, Sendable, CustomStringConvertible {
        /// Its name or address, without brackets.
        public let name: String
        /// Its port.
        public let port: Int

        /// `name:port`.
        public var description: String { name.contains(":") ? "[\(name)]:\(port)" : "\(name):\(port)" }
    }

    /// Who we are to the broker.
    public enum Identity: Hashable, Sendable {
        /// A user and a password.
        case plain(username: String, password: String)
        /// Whoever our TLS certificate says.
        case external
    }

    /// How the connection is encrypted.
    public struct TLS: Hashable, Sendable {
        /// A file with the authorities to trust; nil for the system's.
        public var authorityFile: String?
        /// A file with our certificate, for brokers that ask for one.
        public var certificateFile: String?
        /// A file with the key of our certificate.
        public var keyFile: String?
        /// The password of the key.
        public var keyPassword: String?
        /// Whether the broker's certificate is checked at all.
        public var isVerified = true
        /// Whether the broker's name must be in its certificate.
        public var isNameVerified = true
    }

    /// A queue as it shall be; one that exists must be so already.
    public struct Declaration: Hashable, Sendable {
        /// Whether it is replicated by Raft, not a classic one.
        public var isQuorum = false
        /// Whether it outlives a restart of the broker.
        public var isDurable = true
        /// Whether it goes away with its last consumer.
        public var isAutoDelete = false
        /// Everything else.
        public var arguments: [Argument] = []
    }

    /// A binding of the queue to an exchange.
    public struct Binding: Hashable, Sendable {
        /// The exchange, which must exist.
        public let exchange: String
        /// The routing key, or a pattern where the exchange knows such.
        public let routingKey: String
        /// What an exchange of type `headers` goes by.
        public let arguments: [Argument]
    }

    /// A named argument of a queue, a binding or a consumer.
    public struct Argument: Hashable, Sendable {
        /// A value as the broker wants it typed.
        public enum Value: Hashable, Sendable {
            /// Text.
            case text(String)
            /// A whole number.
            case integer(Int64)
            /// A truth value.
            case boolean(Bool)
        }

        /// Its name, as in `x-message-ttl`.
        public let name: String
        /// Its value.
        public let value: Value
    }

    /// The servers of the cluster, in the order in which they are tried.
    public var hosts: [Host]

    /// The virtual host.
    public var virtualHost = "/"

    /// Who we are.
    public var identity = Identity.plain(username: "guest", password: "guest")

    /// How the connection is encrypted; nil when it is not.
    public var tls: TLS?

    /// The queue to read.
    public var queue: String

    /// How the queue is declared; nil when it must exist.
    public var declaration: Declaration?

    /// What the queue is bound to, beside what it is bound to already.
    public var bindings: [Binding] = []

    /// How many messages may be out and not settled.
    public var prefetch = AMQPSettings.defaultPrefetch

    /// How often both sides show that they live.
    public var heartbeat = AMQPSettings.defaultHeartbeat

    /// Consumers with a higher one get messages first.
    public var priority: Int?

    static let defaultPrefetch = 2_000
    static let defaultHeartbeat: Duration = .seconds(20)

    init(hosts: [Host], queue: String) {
        self.hosts = hosts
        self.queue = queue
    }
}
