internal import Domain

extension TimeRange {
    /// The start, or a time before every id's.
    var lowerBound: Timestamp { start ?? Timestamp(microseconds: 0) }

    /// The end, or a time after every id's.
    var upperBound: Timestamp { end ?? ULID(high: .max, low: .max).timestamp.adding(.milliseconds(1)) }

    /// The least id whose time is in the range.
    var lowestID: ULID { Self.firstID(notBefore: lowerBound) }

    /// The least id whose time is after the range.
    var firstIDAfter: ULID { end.map(Self.firstID(notBefore:)) ?? ULID(high: .max, low: .max) }

    /// An id's time is a whole millisecond, so a bound within one lies before the next.
    private static func firstID(notBefore time: Timestamp) -> ULID {
        let milliseconds = time.adding(.microseconds(999)).milliseconds
        return ULID(high: UInt64(clamping: min(max(milliseconds, 0), (1 << 48) - 1)) << 16, low: 0)
    }
}
