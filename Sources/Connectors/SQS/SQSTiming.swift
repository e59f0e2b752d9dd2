/// The time budgets and sizes of a session.
struct SQSTiming: Sendable {
    /// How often what is due is looked for, apart from what rings.
    var tick: Duration = .milliseconds(250)

    /// How long a deletion waits for others to go with it.
    var linger: Duration = .milliseconds(20)

    /// How long the caller may stay away before nothing more is asked for.
    var stall: Duration = .seconds(2)

    /// How long a call may take that does not wait for messages.
    var call: Duration = .seconds(8)

    /// How often the queue is asked how many messages it has.
    var measure: Duration = .seconds(30)

    /// The pause after a call that failed and may succeed later; doubled up to ``retryLimit``.
    var retry: Duration = .milliseconds(200)

    /// The longest pause between such calls.
    var retryLimit: Duration = .seconds(10)

    /// How long receives that are out may go on after the consumer was told to stop: what they bring is given back.
    var drain: Duration = .milliseconds(500)

    /// How long deletions and returns may take before the session closes.
    var close: Duration = .seconds(4)

    /// How often a deletion that AWS calls our fault is tried.
    var deletions = 5

    /// The bytes after which a batch is full: one message is always taken.
    var batchBytes = 8 << 20

    /// The bytes that may wait to be taken.
    var waitingBytes = 16 << 20
}
