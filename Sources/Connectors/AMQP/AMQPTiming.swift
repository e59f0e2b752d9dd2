/// The time budgets and sizes of a session.
struct AMQPTiming: Sendable {
    /// How long a connection to one host may take, TLS included.
    var connect: Duration = .seconds(4)

    /// How long logging in, declaring and subscribing may take.
    var handshake: Duration = .seconds(8)

    /// How often what is due is done: single acknowledgements, retries, heartbeats while the consumer is away.
    var tick: Duration = .milliseconds(250)

    /// How long the consumer waits at least before it looks again although nothing has arrived: a quarter of the heartbeat, but no
    /// more often than this.
    var look: Duration = .seconds(1)

    /// How long the caller may stay away before the subscription is given up, and what waits here goes back to the queue.
    var stall: Duration = .seconds(60)

    /// How long the broker may take nothing from us before the connection is given up.
    var write: Duration = .seconds(10)

    /// The bytes that may wait here while the caller stays away; beyond them the subscription is given up at once.
    var heldBytes = 64 << 20

    /// How often the broker is asked how many messages wait.
    var depth: Duration = .seconds(5)

    /// How long the last acknowledgements may take.
    var closeFlush: Duration = .seconds(2)

    /// How long taking leave of the broker may take.
    var close: Duration = .seconds(3)

    /// The bytes after which a batch is full: one message is always taken.
    var batchBytes = 8 << 20
}
