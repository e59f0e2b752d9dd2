internal import struct FoundationEssentials.Date

/// A moment in UTC, to the microsecond: what Postgres stores and Kafka sends, without a calendar.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    public var microseconds: Int64

    /// Makes a moment from microseconds since 1970.
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// Makes a moment from milliseconds since 1970, cut to the range that can be expressed.
    public init(milliseconds: Int64) {
        microseconds = milliseconds.multipliedSaturating(by: 1_000)
    }

    /// Makes a moment from seconds since 1970, cut to the range that can be expressed.
    public init(seconds: Int64) {
        microseconds = seconds.multipliedSaturating(by: 1_000_000)
    }

    /// The system clock's time.
    ///
    /// `Date` reads the clock behind a safe interface; its fraction is exact to a quarter of a microsecond in this
    /// century.
    public static func now() -> Timestamp {
        Timestamp(microseconds: Int64((Date().timeIntervalSince1970 * 1_000_000).rounded()))
    }

    /// Whole milliseconds since 1970, rounded down.
    public var milliseconds: Int64 {
        microseconds.dividedRoundingDown(by: 1_000)
    }

    /// Whole seconds since 1970, rounded down.
    public var seconds: Int64 {
        microseconds.dividedRoundingDown(by: 1_000_000)
    }

    /// The moment that much later, cut to the range that can be expressed.
    public func adding(_ duration: Duration) -> Timestamp {
        Timestamp(microseconds: microseconds.addedSaturating(duration.inMicroseconds))
    }

    /// How long after `other` this moment is; negative when it is before.
    public func since(_ other: Timestamp) -> Duration {
        .microseconds(microseconds.subtractedSaturating(other.microseconds))
    }

    /// Orders by time.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }
}
