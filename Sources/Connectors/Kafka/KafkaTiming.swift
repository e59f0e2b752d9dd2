/// The time budgets and sizes of a session.
struct KafkaTiming: Sendable {
    /// How often what is due is done: commits, rewinds, stalls.
    var tick: Duration = .milliseconds(250)

    /// How often settled offsets are committed.
    var commitInterval: Duration = .seconds(1)

    /// How many settled messages make a commit due before that.
    var commitCount = 20_000

    /// How long the caller may stay away before fetching is paused, so that rebalances do not wait behind messages.
    var stall: Duration = .seconds(2)

    /// How long partitions that are taken from us wait for their batches to be settled.
    var revokeDrain: Duration = .seconds(5)

    /// How long the last commit of a partition that is taken from us may take.
    var revokeCommit: Duration = .seconds(5)

    /// The pause before a last commit that was refused is made again.
    var commitRetry: Duration = .milliseconds(200)

    /// How long the last commit before leaving may take.
    var closeCommit: Duration = .seconds(2)

    /// How long one question to the broker may take.
    var lookup: Duration = .seconds(5)

    /// How long one attempt to seek may take; it is made again until ``lookup`` has passed.
    var seek: Duration = .seconds(1)

    /// How long starting offsets are looked for before the session is given up.
    var lookups: Duration = .seconds(30)

    /// The pause after a token could not be had; it doubles up to ``tokenRetryLimit``.
    var tokenRetry: Duration = .milliseconds(500)

    /// The longest pause between two attempts to get a token.
    var tokenRetryLimit: Duration = .seconds(15)

    /// How long leaving the group may take.
    var leave: Duration = .seconds(2)

    /// How long librdkafka may take to end its threads.
    var destroy: Duration = .seconds(2)

    /// The bytes after which a batch is full: one message is always taken.
    var batchBytes = 8 << 20
}
