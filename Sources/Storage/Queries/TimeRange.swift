public import Domain

/// From a moment on, up to but without another one; nil: without that bound.
public struct TimeRange: Sendable, Equatable {
    /// The first moment that belongs to the range.
    public var start: Timestamp?
    /// The first moment after the range.
    public var end: Timestamp?

    /// Makes a range.
    public init(start: Timestamp? = nil, end: Timestamp? = nil) {
        self.start = start
        self.end = end
    }

    /// The range of rows whose time is exactly an id's time.
    static func exactly(_ id: ULID) -> TimeRange {
        TimeRange(start: id.timestamp, end: id.timestamp.adding(.microseconds(1)))
    }

    /// What both ranges have in common.
    func intersection(_ other: TimeRange) -> TimeRange {
        TimeRange(
            start: [start, other.start].compactMap(\.self).max(),
            end: [end, other.end].compactMap(\.self).min()
        )
    }
}
