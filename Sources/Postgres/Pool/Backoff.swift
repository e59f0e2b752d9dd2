/// When to try the next connection after failures: doubling pauses with jitter, shared by all who try.
struct Backoff {
    /// The pause after the first failure.
    static let base = Duration.milliseconds(100)
    /// The longest pause; short, so that a server that comes back is used within seconds.
    static let maximum = Duration.seconds(3)

    private(set) var failures = 0
    /// No attempt starts before.
    private(set) var earliest: ContinuousClock.Instant?

    /// Notes a failed attempt. Attempts that ran side by side count as one.
    mutating func failed(
        startedAt start: ContinuousClock.Instant,
        now: ContinuousClock.Instant,
        using generator: inout some RandomNumberGenerator
    ) {
        if let earliest, start < earliest { return }
        failures += 1
        let pause = min(Self.base * (1 << min(failures - 1, 10)), Self.maximum)
        // Between half and all of the pause: processes that lost the same server come back spread out.
        earliest = now + pause * Double.random(in: 0.5...1, using: &generator)
    }

    /// Notes a success.
    mutating func succeeded() { self = Backoff() }
}
