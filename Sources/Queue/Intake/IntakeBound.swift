/// How much may wait in the intake before those who accept events have to pause.
public struct IntakeBound: Hashable, Sendable {
    /// Entries appended and not yet acknowledged, per shard.
    public var entries: Int
    /// Memory that a shard's stream takes in Redis, in bytes.
    public var bytes: Int

    /// Sets both bounds; the defaults hold a few minutes of full load in half a gigabyte.
    public init(entries: Int = 100_000, bytes: Int = 512 << 20) {
        self.entries = entries
        self.bytes = bytes
    }
}
