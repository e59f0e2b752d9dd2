/// How many consumers of a source can be of use at once, over the whole pool: those beyond would have nothing to do.
public struct ConsumerLimit: Hashable, Sendable {
    /// How many; one at the least, since somebody has to show how the source fares.
    public let count: Int

    /// Why, for people: "the topic has 3 partitions".
    public let reason: String

    /// How long to wait before asking again.
    public let lasts: Duration

    /// Describes a limit.
    public init(_ count: Int, reason: String, lasts: Duration) {
        self.count = max(1, count)
        self.reason = reason
        self.lasts = lasts
    }
}

extension Connector {
    /// Any number of consumers is of use.
    public nonisolated(nonsending) func consumerLimit() async throws -> ConsumerLimit? { nil }
}
