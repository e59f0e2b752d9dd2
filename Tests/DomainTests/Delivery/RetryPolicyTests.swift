import Domain
import Testing

@Suite("Retry policy")
struct RetryPolicyTests {
    private func delays(_ policy: RetryPolicy, seed: UInt64) -> [Duration] {
        var generator = SeededGenerator(seed: seed)
        return (1...).lazy.map { policy.delay(afterAttempt: $0, using: &generator) }.prefix { $0 != nil }.compactMap(
            \.self
        )
    }

    @Test("counts the first attempt: three attempts have two waits")
    func attempts() {
        let policy = RetryPolicy(strategy: .linear(every: .seconds(10)), attempts: 3)
        #expect(delays(policy, seed: 1) == [.seconds(10), .seconds(10)])
        #expect(RetryPolicy(strategy: .linear(every: .seconds(10)), attempts: 1).delay(afterAttempt: 1) == nil)
        #expect(RetryPolicy(strategy: .linear(every: .seconds(10)), attempts: 0).delay(afterAttempt: 1) == nil)
        #expect(policy.delay(afterAttempt: 0) == nil)
        #expect(policy.delay(afterAttempt: .max) == nil)
    }

    @Test(
        "exponential: doubles up to its maximum, with at most five seconds on top and never more than the wait",
        arguments: 1...50
    )
    func exponential(seed: UInt64) {
        let policy = RetryPolicy(strategy: .exponential(base: .seconds(2), maximum: .seconds(60)), attempts: 9)
        let waits: [Duration] = [2, 4, 8, 16, 32, 60, 60, 60].map { .seconds($0) }
        let delays = delays(policy, seed: seed)
        #expect(delays.count == waits.count)
        for (delay, wait) in zip(delays, waits) {
            #expect(delay >= wait && delay <= wait + min(wait, .seconds(5)))
        }
    }

    @Test("exponential: many attempts and huge bases stay at the maximum")
    func exponentialExtremes() throws {
        let policy = RetryPolicy(strategy: .exponential(base: .seconds(1), maximum: .seconds(7_200)), attempts: .max)
        let delay = try #require(policy.delay(afterAttempt: 1_000_000))
        #expect(delay >= .seconds(7_200) && delay <= .seconds(7_205))
        let huge = RetryPolicy(strategy: .exponential(base: .seconds(Int64.max), maximum: .seconds(10)), attempts: 2)
        #expect(try #require(huge.delay(afterAttempt: 1)) <= .seconds(15))
        let negative = RetryPolicy(strategy: .exponential(base: .seconds(-1), maximum: .seconds(-1)), attempts: 2)
        #expect(negative.delay(afterAttempt: 1) == .zero)
    }

    @Test("schedule: each wait within a tenth, the last one again while attempts are left", arguments: 1...50)
    func schedule(seed: UInt64) {
        let policy = RetryPolicy(strategy: .schedule([.seconds(5), .seconds(300)]), attempts: 5)
        let delays = delays(policy, seed: seed)
        #expect(delays.count == 4)
        for (delay, wait) in zip(delays, [5.0, 300, 300, 300]) {
            #expect((wait * 0.9...wait * 1.1).contains(delay.inSeconds))
        }
        #expect(RetryPolicy(strategy: .schedule([]), attempts: 5).delay(afterAttempt: 1) == nil)
    }

    @Test("jitter is drawn, not fixed")
    func jitter() {
        let policy = RetryPolicy(strategy: .exponential(base: .seconds(10), maximum: .seconds(10)), attempts: 2)
        #expect(Set((0..<20).map { delays(policy, seed: $0)[0] }).count > 10)
    }

    @Test("knows the schedule that Standard Webhooks recommends")
    func standardWebhooks() {
        #expect(RetryPolicy.standardWebhooks.attempts == 10)
        let hours = delays(.standardWebhooks, seed: 1).reduce(.zero, +).inSeconds / 3_600
        #expect((67...83).contains(hours))
    }
}
