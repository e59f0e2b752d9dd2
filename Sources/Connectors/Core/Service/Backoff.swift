/// How long to wait between attempts: doubling up to a limit, spread so that many that fail together do not return together.
public struct Backoff: Hashable, Sendable {
    /// The wait after the first failure.
    public let initial: Duration

    /// The longest wait.
    public let maximum: Duration

    /// How many failures there were in a row.
    public private(set) var failures = 0

    /// Describes the waits.
    public init(initial: Duration, maximum: Duration) {
        self.initial = initial
        self.maximum = maximum
    }

    /// The wait after one more failure: between 75 % and 100 % of the doubled time.
    public mutating func next(using generator: inout some RandomNumberGenerator) -> Duration {
        let doubled = initial * (1 << min(failures, 20))
        failures += 1
        return min(doubled, maximum) * Double.random(in: 0.75...1, using: &generator)
    }

    /// The wait after one more failure.
    public mutating func next() -> Duration {
        var generator = SystemRandomNumberGenerator()
        return next(using: &generator)
    }

    /// Forgets the failures after a success.
    public mutating func reset() { failures = 0 }
}
