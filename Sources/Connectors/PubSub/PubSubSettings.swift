/// Which subscription a source reads, how, and who it is to Google.
public struct PubSubSettings: Hashable, Sendable {
    /// Who we are to Google.
    public enum Credentials: Hashable, Sendable {
        /// What the environment says, in the end the metadata server.
        case automatic
        /// A service account's key: JSON, or base 64 of it.
        case key(String)
        /// A file that Google has made: a service account's key, or a workload identity.
        case file(String)
        /// Nobody: the server asks for nothing, as emulators do.
        case nobody
    }

    /// Where Google's servers are.
    public static let defaultEndpoint = "https://pubsub.googleapis.com"

    /// The project's id.
    public let project: String

    /// The subscription's id, the last part of its name.
    public let subscription: String

    /// Who we are to Google.
    public let credentials: Credentials

    /// The server's URL, of Google or of an emulator.
    public let endpoint: String

    /// The most pulls on their way at once.
    public let concurrentPulls: Int

    /// The most messages that one pull asks for.
    public let pullSize: Int

    /// The most messages held unsettled.
    public let outstandingMessages: Int

    /// About the most bytes held unsettled.
    public let outstandingBytes: Int

    /// The lease that is asked for while a message is held.
    public let ackDeadline: Duration

    init(
        project: String,
        subscription: String,
        credentials: Credentials = .automatic,
        endpoint: String = defaultEndpoint,
        concurrentPulls: Int = 4,
        pullSize: Int = 1_000,
        outstandingMessages: Int = 5_000,
        outstandingBytes: Int = 64 << 20,
        ackDeadline: Duration = .seconds(60)
    ) {
        self.project = project
        self.subscription = subscription
        self.credentials = credentials
        self.endpoint = endpoint
        self.concurrentPulls = concurrentPulls
        self.pullSize = pullSize
        self.outstandingMessages = outstandingMessages
        self.outstandingBytes = outstandingBytes
        self.ackDeadline = ackDeadline
    }

    /// The subscription's full name.
    var name: String { "projects/\(project)/subscriptions/\(subscription)" }
}
