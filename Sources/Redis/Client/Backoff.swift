/// How long to wait before the next attempt to connect: doubling, bounded, and never the same for everybody.
struct Backoff {
    private static let base = Duration.milliseconds(50)
    /// Short enough that all is well again within seconds after an outage.
    private static let maximum = Duration.seconds(2)

    private(set) var failures = 0

    /// Counts a failure and answers the pause after it: between half and all of the doubled base.
    mutating func next(using generator: inout some RandomNumberGenerator) -> Duration {
        let doubled = Self.base * (1 << min(failures, 10))
        failures += 1
        return min(doubled, Self.maximum) * Double.random(in: 0.5...1, using: &generator)
    }

    /// Starts over after a success. The answered pause keeps a server that hangs up at once from being stormed.
    mutating func reset() -> Duration {
        failures = 0
        return Self.base
    }
}
