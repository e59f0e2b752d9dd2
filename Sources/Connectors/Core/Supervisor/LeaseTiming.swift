/// How slots are held. A dead process's slots are free after ``ttl``, and taken at the latest one ``interval`` later.
public struct LeaseTiming: Hashable, Sendable {
    /// How long a lease lasts without being renewed.
    public var ttl: Duration = .seconds(7)

    /// How often a lease is renewed, and a slot that another process has is asked for.
    public var interval: Duration = .seconds(2)

    /// What a process waits before it takes one more slot of a source of which it has some, for each that it has: so that
    /// processes that start together share.
    public var courtesy: Duration = .milliseconds(300)

    /// The default times.
    public init() {}
}
