/// A 128-bit id: 48 bits of milliseconds since 1970, then 80 bits that are random or derived.
///
/// Ids sort by time, as numbers, as bytes (Postgres' `uuid`) and as text alike.
public struct ULID: Hashable, Sendable {
    /// The time and the first 16 of the other bits.
    public let high: UInt64

    /// The last 64 bits.
    public let low: UInt64

    /// Makes an id from its two halves.
    @inlinable
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Makes an id from its time and 80 other bits; a time outside of 48 bits is cut to the nearest that fits.
    init(at time: Timestamp, head: UInt16, tail: UInt64) {
        let milliseconds = min(max(time.milliseconds, 0), Self.maximumMilliseconds)
        self.init(high: UInt64(milliseconds) << 16 | UInt64(head), low: tail)
    }

    /// Makes a new id whose 80 bits come from the system's random numbers.
    public static func random(at time: Timestamp = .now()) -> ULID {
        ULID(at: time, head: .random(in: .min ... .max), tail: .random(in: .min ... .max))
    }

    /// Milliseconds since 1970.
    @inlinable public var milliseconds: Int64 {
        Int64(high >> 16)
    }

    /// The id's time: exact to the millisecond, so it is the same wherever it is taken from the id.
    public var timestamp: Timestamp {
        Timestamp(milliseconds: milliseconds)
    }

    private static let maximumMilliseconds: Int64 = 1 << 48 - 1
}

extension ULID: Comparable {
    /// Orders by time, then by the other bits.
    @inlinable
    public static func < (left: ULID, right: ULID) -> Bool {
        left.high == right.high ? left.low < right.low : left.high < right.high
    }
}
