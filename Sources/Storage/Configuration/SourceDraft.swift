/// A source as it shall be.
public struct SourceDraft: Sendable, Equatable {
    /// Its name, unique in its project.
    public var name: String
    /// The connector's word in connectors.yaml, or `rest_api`.
    public var kind: String
    /// How many consumers it has over the whole pool.
    public var workers: Int
    /// JSON of what stands beside the connector's settings: format, event type, target, labels.
    public var options: String
    /// JSON of the connector's settings with the secrets in it; sealed before it is written.
    public var settings: String
    /// The same JSON with every secret masked.
    public var maskedSettings: String
    /// Whether it is read.
    public var activity: SourceActivity

    /// Makes a draft.
    public init(
        name: String,
        kind: String,
        workers: Int = 1,
        options: String = "{}",
        settings: String = "{}",
        maskedSettings: String = "{}",
        activity: SourceActivity = .active
    ) {
        self.name = name
        self.kind = kind
        self.workers = workers
        self.options = options
        self.settings = settings
        self.maskedSettings = maskedSettings
        self.activity = activity
    }
}
