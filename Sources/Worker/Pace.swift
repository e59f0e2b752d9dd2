/// How much is worked off, as the last second has shown it: the measure for how much to hold.
struct Pace: Sendable {
    private static let window: Duration = .seconds(1)

    private var start: ContinuousClock.Instant?
    private var count = 0

    /// Notes what has ended.
    mutating func ended(_ more: Int) { count += more }

    /// Begins anew: what was is no measure for what comes.
    mutating func reset() { start = nil }

    /// How much is worked off within the horizon; nil as long as there is nothing new to say.
    mutating func look(at now: ContinuousClock.Instant, within horizon: Duration) -> Int? {
        if let start {
            let age = now - start
            guard age >= Self.window else { return nil }
            defer { begin(at: now) }
            return Int(Double(count) * (horizon / age))
        }
        begin(at: now)
        return nil
    }

    private mutating func begin(at now: ContinuousClock.Instant) {
        start = now
        count = 0
    }
}
