/// The id of a stream's entry: milliseconds and a number within them.
public struct StreamID: Hashable, Sendable, CustomStringConvertible {
    /// Comes before every entry.
    static let zero = StreamID(milliseconds: 0, sequence: 0)

    /// Milliseconds since 1970 by the clock of Redis, unless the producer has chosen the id.
    public let milliseconds: UInt64

    /// Counts the entries of one millisecond.
    public let sequence: UInt64

    init(milliseconds: UInt64, sequence: UInt64) {
        self.milliseconds = milliseconds
        self.sequence = sequence
    }

    /// Reads `1785585600123-4`, or `1785585600123` for its first.
    init?(_ text: String) {
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let milliseconds = Self.number(first) else { return nil }
        guard parts.count == 2 else {
            self.init(milliseconds: milliseconds, sequence: 0)
            return
        }
        guard let sequence = Self.number(parts[1]) else { return nil }
        self.init(milliseconds: milliseconds, sequence: sequence)
    }

    private static func number(_ text: Substring) -> UInt64? {
        text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } ? UInt64(text) : nil
    }

    /// The form that Redis reads and writes.
    public var description: String { "\(milliseconds)-\(sequence)" }
}
