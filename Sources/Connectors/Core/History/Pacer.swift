/// Spreads work over time: so much a second, and what was missed is not made up for by a burst.
struct Pacer {
    private let interval: Duration
    private var next: ContinuousClock.Instant

    /// - Parameter rate: pieces of work a second.
    init(rate: Int, now: ContinuousClock.Instant = .now) {
        interval = .seconds(1) / max(1, rate)
        next = now
    }

    /// Notes that so much was done.
    ///
    /// - Returns: when to go on.
    mutating func did(_ count: Int, now: ContinuousClock.Instant = .now) -> ContinuousClock.Instant {
        next = max(next, now - .seconds(1)) + interval * count
        return next
    }
}
