import Reactor
import TestSupport
import Testing

@testable import PubSubConnector

@Suite("A bell", .timeLimit(.minutes(1)))
struct BellTests {
    private let reactor = Reactor.start(name: "bell")

    @Test("a ring before the wait is not lost, and counts once")
    func before() async throws {
        let bell = Bell()
        bell.ring()
        bell.ring()
        await bell.wait(on: reactor)
        let start = ContinuousClock.now
        await bell.wait(until: start + .milliseconds(50), on: reactor)
        #expect(ContinuousClock.now - start >= .milliseconds(50))
        reactor.stop()
    }

    @Test("a ring wakes who waits, as often as it comes")
    func while_() async throws {
        let bell = Bell()
        for _ in 0..<1_000 {
            async let rung: Void = bell.ring()
            await bell.wait(on: reactor)
            await rung
        }
        reactor.stop()
    }

    @Test("cancelled before, while and after it waits, it returns")
    func cancelled() async throws {
        let bell = Bell()
        for delay in [0, 0, 1, 5] {
            let task = Task { await bell.wait(on: reactor) }
            if delay > 0 { try await Task.sleep(for: .milliseconds(delay)) }
            task.cancel()
            await task.value
            task.cancel()
        }
        // None of them has taken this ring away.
        bell.ring()
        await bell.wait(on: reactor)
        reactor.stop()
    }
}
