public import Domain

/// How a Kafka source connects and what it reads.
public struct KafkaSettings: Hashable, Sendable {
    /// Where a consumer group without committed offsets begins.
    public enum Start: Hashable, Sendable {
        /// At the oldest message that the broker has.
        case earliest
        /// With what is produced after the group has first read.
        case latest
        /// With the first message produced at that time or later.
        case timestamp(Timestamp)
    }

    /// How partitions are shared out in the group.
    public enum Assignment: String, Hashable, Sendable, CaseIterable {
        /// Only the partitions that move stop, and as few as possible move.
        case cooperative
        /// Neighbouring partitions of each topic together; all stop for a moment.
        case range
        /// Evenly over all topics; all stop for a moment.
        case roundrobin
    }

    /// Who we are to the broker.
    public struct SASL: Hashable, Sendable {
        /// `PLAIN`, `SCRAM-SHA-256` or `SCRAM-SHA-512`.
        public let mechanism: String
        /// The user.
        public let username: String
        /// The user's password.
        public let password: String
    }

    /// How the connection is encrypted; files and PEM texts exclude each other.
    public struct TLS: Hashable, Sendable {
        /// The certificates of the authorities to trust; nil for the system's.
        public let authority: PEM?
        /// Our certificate, for brokers that ask for one.
        public let certificate: PEM?
        /// The key of our certificate.
        public let key: PEM?
        /// The password of the key.
        public let keyPassword: String?
        /// Whether the broker's certificate is checked at all.
        public let isVerified: Bool
        /// Whether the broker's name must be in its certificate.
        public let isNameVerified: Bool

        init(
            authority: PEM? = nil,
            certificate: PEM? = nil,
            key: PEM? = nil,
            keyPassword: String? = nil,
            isVerified: Bool = true,
            isNameVerified: Bool = true
        ) {
            self.authority = authority
            self.certificate = certificate
            self.key = key
            self.keyPassword = keyPassword
            self.isVerified = isVerified
            self.isNameVerified = isNameVerified
        }
    }

    /// Something in PEM, in a file or as text.
    public enum PEM: Hashable, Sendable {
        /// The path of a file.
        case file(String)
        /// The text itself.
        case text(String)
    }

    /// Addresses to begin with, `host:port`.
    public let brokers: [String]

    /// Topics, and patterns that begin with `^`.
    public let topics: [String]

    /// The consumer group.
    public let group: String

    /// Where a group without committed offsets begins.
    public let start: Start

    /// How partitions are shared out in the group.
    public let assignment: Assignment

    /// A name that survives restarts, for static membership; the worker's number is added to it.
    public let instanceID: String?

    /// Who we are, by a password; nil where the broker does not ask for one.
    public let sasl: SASL?

    /// Who we are, by tokens; nil where the broker takes none.
    public let oauth: OAuth?

    /// How the connection is encrypted; nil when it is not.
    public let tls: TLS?

    /// Properties for librdkafka, over ours.
    public let properties: [Property]

    init(
        brokers: [String],
        topics: [String],
        group: String,
        start: Start = .earliest,
        assignment: Assignment = .cooperative,
        instanceID: String? = nil,
        sasl: SASL? = nil,
        oauth: OAuth? = nil,
        tls: TLS? = nil,
        properties: [Property] = []
    ) {
        self.brokers = brokers
        self.topics = topics
        self.group = group
        self.start = start
        self.assignment = assignment
        self.instanceID = instanceID
        self.sasl = sasl
        self.oauth = oauth
        self.tls = tls
        self.properties = properties
    }

    /// A property of librdkafka.
    public struct Property: Hashable, Sendable {
        /// Its name.
        public let name: String
        /// Its value.
        public let value: String
    }
}
