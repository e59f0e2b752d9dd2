public import Domain

/// Which dead letters of a project are wanted; what is nil or empty does not restrict.
public struct DeadLetterFilter: Sendable, Equatable {
    /// Letters of one of these sources.
    public var sources: [ULID]
    /// Letters that have been dealt with, or that have not.
    public var isResolved: Bool?
    /// Letters whose own time lies in this range.
    public var created: TimeRange

    /// Makes a filter.
    public init(sources: [ULID] = [], isResolved: Bool? = nil, created: TimeRange = TimeRange()) {
        self.sources = sources
        self.isResolved = isResolved
        self.created = created
    }
}
