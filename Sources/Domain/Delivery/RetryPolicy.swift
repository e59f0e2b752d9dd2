/// How often a delivery is tried, and how long to wait in between.
public struct RetryPolicy: Hashable, Sendable {
    /// How the waits are chosen.
    public enum Strategy: Hashable, Sendable {
        /// The same wait every time, without jitter.
        case linear(every: Duration)

        /// `base`, then twice as long each time, up to `maximum`; plus up to five seconds of jitter, never more than
        /// the wait.
        case exponential(base: Duration, maximum: Duration)

        /// These waits in order, each up to a tenth shorter or longer; the last repeats while attempts are left.
        case schedule([Duration])
    }

    /// How the waits are chosen.
    public var strategy: Strategy

    /// How many attempts a delivery has altogether, the first included.
    public var attempts: Int

    /// Makes a policy.
    public init(strategy: Strategy, attempts: Int) {
        self.strategy = strategy
        self.attempts = attempts
    }

    /// The schedule that Standard Webhooks recommends: ten attempts over some three days.
    public static let standardWebhooks: RetryPolicy = {
        let waits: [Duration] =
            [.seconds(5), .minutes(5), .minutes(30)] + [2, 5, 10, 14, 20, 24].map { .minutes($0 * 60) }
        return RetryPolicy(strategy: .schedule(waits), attempts: waits.count + 1)
    }()

    /// How long to wait after the `number`th attempt (counted from one) has failed; nil when no attempt is left.
    public func delay(afterAttempt number: Int, using generator: inout some RandomNumberGenerator) -> Duration? {
        guard number >= 1, number < attempts else { return nil }
        switch strategy {
        case .linear(let wait):
            return max(wait, .zero)
        case .exponential(let base, let maximum):
            let wait = Self.doubled(max(base, .zero), times: number - 1, upTo: max(maximum, .zero))
            return wait + Self.jitter(upTo: min(wait, Self.maximumJitter), using: &generator)
        case .schedule(let waits):
            guard let last = waits.last else { return nil }
            let wait = max(number <= waits.count ? waits[number - 1] : last, .zero)
            return wait - wait / 10 + Self.jitter(upTo: wait / 5, using: &generator)
        }
    }

    /// How long to wait after the `number`th attempt (counted from one) has failed; nil when no attempt is left.
    public func delay(afterAttempt number: Int) -> Duration? {
        var generator = SystemRandomNumberGenerator()
        return delay(afterAttempt: number, using: &generator)
    }

    /// What Convoy adds at most.
    private static let maximumJitter: Duration = .seconds(5)

    private static func doubled(_ base: Duration, times: Int, upTo maximum: Duration) -> Duration {
        var wait = min(base, maximum)
        // Sixty-three doublings of anything reach any maximum.
        for _ in 0..<min(times, 63) where wait < maximum {
            wait = min(wait + wait, maximum)
        }
        return wait
    }

    private static func jitter(
        upTo maximum: Duration,
        using generator: inout some RandomNumberGenerator
    ) -> Duration {
        .microseconds(Int64.random(in: 0...max(maximum.inMicroseconds, 0), using: &generator))
    }
}

extension Duration {
    fileprivate static func minutes(_ count: Int) -> Duration {
        .seconds(count * 60)
    }
}
