/// How slots are held. A dead process's slots are free after ``ttl``, and taken at the latest one ``interval`` later.
public struct LeaseTiming: Hashable, Sendable {
    /// How long a lease lasts without being renewed.
    public var ttl: Duration = .seconds(7)

    /// How often a lease is renewed, and a slot that another process has is asked for.
    public var interval: Duration = .seconds(2)

    /// What a process waits before it takes one more slot of a source of which it has some, for each that it has: so that
    /// processes that start together share.
    public var courtesy: Duration = .milliseconds(300)

    /// How often a process says that it takes part. It counts for ``memberTTL``: shorter than a lease, so that a dead process's share
    /// is the others' by the time its slots are free.
    public var heartbeat: Duration = .seconds(1)

    /// How long a process counts without saying so again.
    public var memberTTL: Duration = .seconds(4)

    /// What a process that has its share waits before it takes a slot that nobody else has taken.
    public var reluctance: Duration = .seconds(3)

    /// What a process waits before it asks again how many consumers of a source are of use, when the broker did not say.
    public var limitRetry: Duration = .seconds(5)

    /// The default times.
    public init() {}
}
