import Reactor
import Testing

@testable import SQSConnector

@Suite("The doorbell", .timeLimit(.minutes(1)))
struct DoorbellTests {
    private func withBell(_ body: (Doorbell) async throws -> Void) async rethrows {
        let reactor = Reactor.start(name: "bell")
        defer { reactor.stop() }
        try await body(Doorbell(on: reactor))
    }

    private var far: ContinuousClock.Instant { .now + .seconds(600) }

    @Test("a ring before the wait is not lost")
    func before() async {
        await withBell { bell in
            bell.ring()
            await bell.wait(until: far)
        }
    }

    @Test("a ring, a time and a cancellation each end the wait")
    func ends() async {
        await withBell { bell in
            let rung = Task { await bell.wait(until: far) }
            bell.ring()
            await rung.value
            await bell.wait(until: .now + .milliseconds(5))
            let cancelled = Task { await bell.wait(until: far) }
            cancelled.cancel()
            await cancelled.value
            cancelled.cancel()
        }
    }

    @Test("of two that wait the first is sent away, and none is forgotten")
    func two() async {
        await withBell { bell in
            let ended = CallCount()
            await withDiscardingTaskGroup { group in
                for _ in 0..<2 {
                    group.addTask {
                        await bell.wait(until: .now + .seconds(600))
                        ended.next()
                    }
                }
                while ended.value < 2 {
                    bell.ring()
                    await Task.yield()
                }
            }
        }
    }
}
