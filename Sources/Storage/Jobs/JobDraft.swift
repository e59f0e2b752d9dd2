public import Domain

/// A job as it is asked for: a source to be read again, and what to do with its events.
public struct JobDraft: Sendable, Equatable {
    /// What kind of job it is.
    public enum Kind: String, Sendable, CaseIterable {
        /// Messages that the broker still has are delivered again.
        case backfill
    }

    /// What kind of job it is.
    public var kind: Kind
    /// The source that is read.
    public var source: ULID
    /// The only endpoint that gets the events; nil for all that the routes name.
    public var endpoint: ULID?
    /// Where reading begins, in the form in which it was asked for; see `HistoryBound`.
    public var from: String
    /// Where reading ends.
    public var to: String
    /// Events a second at most; nil for as many as the intake takes.
    public var rate: Int?
    /// Whether the messages are only read and counted.
    public var isDryRun: Bool

    /// Makes a draft.
    public init(
        kind: Kind = .backfill,
        source: ULID,
        endpoint: ULID? = nil,
        from: String,
        to: String,
        rate: Int? = nil,
        isDryRun: Bool = false
    ) {
        self.kind = kind
        self.source = source
        self.endpoint = endpoint
        self.from = from
        self.to = to
        self.rate = rate
        self.isDryRun = isDryRun
    }
}
