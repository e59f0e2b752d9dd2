import ConnectorCore
import Testing

@Suite("Back-off")
struct BackoffTests {
    private struct Highest: RandomNumberGenerator {
        mutating func next() -> UInt64 { .max }
    }

    @Test("waits double up to the limit and begin anew after a success")
    func doubles() {
        var backoff = Backoff(initial: .milliseconds(500), maximum: .seconds(4))
        var generator = Highest()
        let waits = (0..<6).map { _ in backoff.next(using: &generator) }
        let expected: [Duration] = [
            .milliseconds(500), .seconds(1), .seconds(2), .seconds(4), .seconds(4), .seconds(4),
        ]
        for (wait, limit) in zip(waits, expected) {
            #expect(wait <= limit)
            #expect(wait > limit * 0.99)
        }
        backoff.reset()
        #expect(backoff.next(using: &generator) <= .milliseconds(500))
    }

    @Test("a thousand failures do not overflow, and waits are spread")
    func bounded() {
        var backoff = Backoff(initial: .seconds(1), maximum: .seconds(30))
        let waits = (0..<1_000).map { _ in backoff.next() }
        #expect(waits.allSatisfy { $0 <= .seconds(30) && $0 >= .milliseconds(750) })
        #expect(Set(waits.suffix(100)).count > 50)
    }
}
