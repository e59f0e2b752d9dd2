internal import Testing

@testable internal import Postgres

@Suite("Back-off between connections")
struct BackoffTests {
    @Test("pauses double from a tenth of a second to three, with jitter below")
    func growth() throws {
        var backoff = Backoff()
        var now = ContinuousClock.now
        var generator = SystemRandomNumberGenerator()
        for expected in [100, 200, 400, 800, 1_600, 3_000, 3_000, 3_000] {
            backoff.failed(startedAt: now, now: now, using: &generator)
            let pause = now.duration(to: try #require(backoff.earliest))
            #expect(pause <= .milliseconds(expected))
            #expect(pause >= .milliseconds(expected / 2))
            now = try #require(backoff.earliest)
        }
    }

    @Test("attempts that ran side by side count as one failure")
    func sideBySide() {
        var backoff = Backoff()
        let now = ContinuousClock.now
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<10 { backoff.failed(startedAt: now, now: now, using: &generator) }
        #expect(backoff.failures == 1)
    }

    @Test("a success forgets everything")
    func success() {
        var backoff = Backoff()
        var generator = SystemRandomNumberGenerator()
        backoff.failed(startedAt: .now, now: .now, using: &generator)
        backoff.succeeded()
        #expect(backoff.earliest == nil)
        #expect(backoff.failures == 0)
    }
}
