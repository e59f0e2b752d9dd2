public import Domain

/// How a source fares over the whole pool: what its consumers say, summed up.
public struct SourceState: Sendable, Equatable {
    /// What the source as a whole is doing.
    public enum State: String, Sendable {
        /// At least one consumer consumes, and none has trouble.
        case running
        /// At least one opens its session, and none consumes yet.
        case connecting
        /// At least one reports trouble that it copes with.
        case degraded
        /// At least one waits to try again after an error.
        case failed
        /// No process runs it: no `ingest` is there, or none whose labels fit.
        case waiting
        /// It was told to rest.
        case paused
    }

    /// What the source is doing.
    public let state: State
    /// Its consumers by slot; nil where nothing runs.
    public let consumers: [ConsumerReport?]

    /// Sums up reports.
    public init(consumers: [ConsumerReport?], isPaused: Bool) {
        self.consumers = consumers
        let states = Set(consumers.compactMap { $0?.state })
        let order: [(String, State)] = [
            ("failed", .failed), ("degraded", .degraded), ("running", .running), ("connecting", .connecting),
        ]
        state = isPaused ? .paused : order.first { states.contains($0.0) }?.1 ?? .waiting
    }

    /// How many consumers there are.
    public var running: Int { consumers.count { $0 != nil } }
    /// Messages that wait in the broker; nil when it does not say.
    public var lag: Int? {
        let known = consumers.compactMap { $0?.lag }
        return known.isEmpty ? nil : known.reduce(0, +)
    }
    /// How old the last messages were when they arrived, the oldest, in milliseconds; nil when the broker does not say.
    public var delay: Int? { consumers.compactMap { $0?.delay }.max() }
    /// Messages per second.
    public var rate: Double { consumers.reduce(0) { $0 + ($1?.rate ?? 0) } }
    /// When the last message arrived at any of them.
    public var lastMessage: Timestamp? { consumers.compactMap { $0?.lastMessage }.max() }
    /// Why fewer consumers than workers run, such as "the topic has 3 partitions"; nil when none is left out.
    public var limit: String? { consumers.lazy.compactMap { $0?.limit }.first }
    /// The first that has an error.
    public var trouble: ConsumerReport? { consumers.lazy.compactMap(\.self).first { $0.error != nil } }
}
