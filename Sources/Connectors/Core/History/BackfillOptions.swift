public import Domain

/// What a backfill does with the events that it reads.
public struct BackfillOptions: Hashable, Sendable {
    /// The job: it marks the deliveries, and keeps them apart from those of other jobs.
    public let job: ULID
    /// The only endpoint that gets the events; nil for all that the routes name.
    public let endpoint: ULID?
    /// Events a second at most; nil for as many as the intake takes.
    public let rate: Int?
    /// Whether the messages are only read and counted.
    public let isDryRun: Bool

    /// Describes a backfill.
    public init(job: ULID, endpoint: ULID? = nil, rate: Int? = nil, isDryRun: Bool = false) {
        self.job = job
        self.endpoint = endpoint
        self.rate = rate
        self.isDryRun = isDryRun
    }
}
