public import Domain

/// A source as it is configured: what to consume from, how many at once, and how messages become events.
public struct SourceDescription: Hashable, Sendable {
    /// The size of an event's data that is accepted when the source says nothing.
    public static let defaultMaximumDataBytes = 1 << 20

    /// The source's id; stays the same however the source is changed.
    public let id: ULID

    /// The project that its events belong to.
    public let project: ULID

    /// The source's name, unique within its project.
    public let name: String

    /// What kind of broker it is.
    public let kind: ConnectorKind

    /// How many consumers it has over the whole pool.
    public let workers: Int

    /// How messages become events.
    public let mapping: MessageMapping

    /// The largest data of an event, in bytes; what is larger becomes a dead letter.
    public let maximumDataBytes: Int

    /// When its messages are acknowledged to the broker.
    public let acknowledgement: Acknowledgement

    /// Labels that choose where it runs.
    public let labels: [String: String]

    /// The connector's settings as JSON, secrets included: never logged.
    public let settings: String

    /// Describes a source.
    public init(
        id: ULID,
        project: ULID,
        name: String,
        kind: ConnectorKind,
        workers: Int = 1,
        mapping: MessageMapping = MessageMapping(),
        maximumDataBytes: Int = defaultMaximumDataBytes,
        acknowledgement: Acknowledgement = .queued,
        labels: [String: String] = [:],
        settings: String = "{}"
    ) {
        self.id = id
        self.project = project
        self.name = name
        self.kind = kind
        self.workers = workers
        self.mapping = mapping
        self.maximumDataBytes = maximumDataBytes
        self.acknowledgement = acknowledgement
        self.labels = labels
        self.settings = settings
    }
}
