/// The time budgets and sizes of a consumer: connection < batch < service < group.
public struct ConsumerTiming: Hashable, Sendable {
    /// How many messages are asked for, and appended, at once.
    public var batchLimit = 1_000

    /// The wait after the first session that failed.
    public var sessionRetry: Duration = .milliseconds(500)

    /// The longest wait between sessions.
    public var sessionRetryLimit: Duration = .seconds(30)

    /// The wait after the first append that failed.
    public var appendRetry: Duration = .milliseconds(100)

    /// The longest wait between appends: an intake that is back is found this soon.
    public var appendRetryLimit: Duration = .seconds(2)

    /// How long the worker may take to store what was appended, where the source waits for that, before it is appended again.
    public var storing: Duration = .seconds(30)

    /// How long a batch may go on after the consumer was told to stop.
    public var grace: Duration = .seconds(3)

    /// The default budgets.
    public init() {}
}
