internal import Testing

@testable internal import Redis

@Suite("Pauses between attempts to connect")
struct BackoffTests {
    @Test("double up to a bound, with jitter, and start over after a success")
    func pauses() {
        var backoff = Backoff()
        var generator = SplitMix(state: 5)
        for failure in 0..<100 {
            let pause = backoff.next(using: &generator)
            let full = min(Duration.milliseconds(50) * (1 << min(failure, 10)), .seconds(2))
            #expect(pause >= full * 0.5 && pause <= full)
        }
        #expect(backoff.failures == 100)
        _ = backoff.reset()
        #expect(backoff.next(using: &generator) <= .milliseconds(50))
    }

    @Test("differ from client to client")
    func jitter() {
        let pauses = (0..<20).map { seed in
            var (backoff, generator) = (Backoff(), SplitMix(state: UInt64(seed)))
            return backoff.next(using: &generator)
        }
        #expect(Set(pauses).count > 15)
    }
}
