public import Domain

/// How one consumer of a source fares, as people see it.
public struct SourceStatus: Hashable, Sendable {
    /// What a consumer is doing.
    public enum State: String, Hashable, Sendable {
        /// Opening its session.
        case connecting
        /// Consuming.
        case running
        /// Consuming as far as it can: the broker, or something it needs, is out of reach for now.
        case degraded
        /// Waiting to try again after an error.
        case failed
        /// Ended, or not started.
        case stopped
    }

    /// What the consumer is doing.
    public var state: State

    /// Since when.
    public var since: Timestamp

    /// What is wrong and what to do; nil when nothing is.
    public var error: String?

    /// What kind of failure it is.
    public var errorCode: String?

    /// When a failed consumer tries again.
    public var nextAttempt: Timestamp?

    /// How many sessions have failed in a row.
    public var failures: Int

    /// When the last message arrived.
    public var lastMessage: Timestamp?

    /// How many messages have arrived since the start.
    public var messages: Int

    /// Messages per second, over about the last ten seconds.
    public var rate: Double

    /// Messages that wait in the broker for this consumer; nil when the broker does not say.
    public var lag: Int?

    /// Why fewer consumers than the source has workers run; nil when none is left out.
    public var limit: String?

    /// How old the last message was when it arrived; nil when the broker does not say.
    public var delay: Duration?

    /// Makes the status of a consumer that has just come into being.
    public init(state: State = .stopped, since: Timestamp = .now()) {
        self.state = state
        self.since = since
        failures = 0
        messages = 0
        rate = 0
    }
}
