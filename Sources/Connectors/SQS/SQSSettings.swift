public import Domain

/// How an SQS source connects and what it reads.
public struct SQSSettings: Hashable, Sendable {
    /// Who we are to AWS.
    public enum Identity: Hashable, Sendable {
        /// The first that is found: environment, web identity, profile, container, machine.
        case found
        /// A profile of the files that the AWS tools share.
        case profile(String)
        /// An access key.
        case key(id: String, secret: Redacted, sessionToken: Redacted?)
    }

    /// A role that is taken on with that identity.
    public struct Role: Hashable, Sendable {
        /// Its ARN.
        public let name: String
        /// What its owner asks for beside it.
        public let externalID: String?
    }

    /// The queue's name or its URL.
    public let queue: String

    /// The account that owns the queue, where that is another one.
    public let account: String?

    /// The region; nil to take it from the queue's URL, the environment or the profile.
    public let region: String?

    /// Where SQS answers; nil for AWS's address in the region.
    public let endpoint: String?

    /// Where STS answers; nil for AWS's address in the region.
    public let tokenEndpoint: String?

    /// A file with the authorities to trust (PEM); nil for the system's.
    public let authorityFile: String?

    /// Who we are to AWS.
    public let identity: Identity

    /// A role that is taken on.
    public let role: Role?

    /// How long a receive waits for messages.
    public let wait: Duration

    /// How long a message is ours unless we ask for more.
    public let visibility: Duration

    /// How many receives may be out at once.
    public let receives: Int

    /// How many messages may be held that are not deleted or given back yet.
    public let maximumInFlight: Int

    init(
        queue: String,
        account: String? = nil,
        region: String? = nil,
        endpoint: String? = nil,
        tokenEndpoint: String? = nil,
        authorityFile: String? = nil,
        identity: Identity = .found,
        role: Role? = nil,
        wait: Duration = .seconds(20),
        visibility: Duration = .seconds(30),
        receives: Int = 32,
        maximumInFlight: Int = 2_000
    ) {
        self.queue = queue
        self.account = account
        self.region = region
        self.endpoint = endpoint
        self.tokenEndpoint = tokenEndpoint
        self.authorityFile = authorityFile
        self.identity = identity
        self.role = role
        self.wait = wait
        self.visibility = visibility
        self.receives = receives
        self.maximumInFlight = maximumInFlight
    }

    /// Whether the queue was given by its URL.
    var hasURL: Bool { queue.contains("://") }

    /// The queue's name.
    var queueName: String { hasURL ? SQSQueue(url: queue).name : queue }
}
