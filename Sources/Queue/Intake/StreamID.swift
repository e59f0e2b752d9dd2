/// The id that Redis gave a stream entry: milliseconds and a number within them.
public struct StreamID: Hashable, Comparable, Sendable, LosslessStringConvertible {
    /// Milliseconds since 1970 by the clock of Redis.
    public let milliseconds: UInt64
    /// Counts the entries of one millisecond.
    public let sequence: UInt64

    /// Comes before every entry.
    public static let zero = StreamID(milliseconds: 0, sequence: 0)

    /// Makes an id from its two numbers.
    public init(milliseconds: UInt64, sequence: UInt64) {
        self.milliseconds = milliseconds
        self.sequence = sequence
    }

    /// Reads `1785585600123-4`.
    public init?(_ description: String) {
        let parts = description.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let milliseconds = UInt64(parts[0]), let sequence = UInt64(parts[1]) else { return nil }
        self.init(milliseconds: milliseconds, sequence: sequence)
    }

    /// The id right after this one.
    var successor: StreamID {
        sequence == .max
            ? StreamID(milliseconds: milliseconds &+ 1, sequence: 0)
            : StreamID(milliseconds: milliseconds, sequence: sequence + 1)
    }

    /// The form that Redis reads and writes.
    public var description: String { "\(milliseconds)-\(sequence)" }

    /// Orders ids as the stream does.
    public static func < (a: StreamID, b: StreamID) -> Bool {
        (a.milliseconds, a.sequence) < (b.milliseconds, b.sequence)
    }
}
