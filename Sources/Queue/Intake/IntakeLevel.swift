/// How much waits in the intake.
public struct IntakeLevel: Hashable, Sendable {
    /// Entries appended and not yet acknowledged, over all shards.
    public let entries: Int
    /// Memory that the streams take in Redis, as Redis estimates it.
    public let bytes: Int
    /// Whether a shard has reached a bound: whoever accepts events shall wait.
    public let isFull: Bool

    /// Makes a level; tests of those who wait for room need it too.
    public init(entries: Int, bytes: Int, isFull: Bool) {
        self.entries = entries
        self.bytes = bytes
        self.isFull = isFull
    }
}
