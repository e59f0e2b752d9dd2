/// The time budgets and sizes of a session.
struct RedisStreamsTiming: Sendable {
    /// How often what is due is done: acknowledgements, renewals.
    var tick: Duration = .milliseconds(200)

    /// How many settled entries are acknowledged without waiting for the next tick.
    var acknowledgeCount = 500

    /// Ids in one command: bounds how long Redis is held up.
    var chunk = 1_000

    /// How long Redis holds a read open when there is nothing to read.
    var block: Duration = .seconds(5)

    /// How often what others have left is looked for, at most; never later than half a lease.
    var takeOver: Duration = .seconds(5)

    /// How often the backlog is asked for.
    var lag: Duration = .seconds(10)

    /// How long the last acknowledgements may take.
    var closeAcknowledge: Duration = .seconds(2)

    /// How long giving back what is not settled may take.
    var closeRelease: Duration = .seconds(2)

    /// The bytes after which a batch is full, and that one read is meant to bring.
    var batchBytes = 8 << 20
}
