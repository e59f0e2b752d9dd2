import Reactor
import Testing

@Suite("The doorbell", .timeLimit(.minutes(1)))
struct DoorbellTests {
    private func withBell(_ body: (Doorbell) async throws -> Void) async throws {
        try await withReactor { try await body(Doorbell(on: $0)) }
    }

    @Test("a ring before the wait is not lost, and many count once")
    func before() async throws {
        try await withBell { bell in
            bell.ring()
            bell.ring()
            await bell.wait()
            let start = ContinuousClock.now
            await bell.wait(until: start + .milliseconds(50))
            #expect(ContinuousClock.now - start >= .milliseconds(50))
        }
    }

    @Test("a ring wakes who waits, as often as it comes")
    func often() async throws {
        try await withBell { bell in
            for _ in 0..<1_000 {
                async let rung: Void = bell.ring()
                await bell.wait()
                await rung
            }
        }
    }

    @Test("cancelled before, while and after it waits, it returns, and takes no ring away", arguments: [0, 0, 1, 5])
    func cancelled(_ delay: Int) async throws {
        try await withBell { bell in
            let task = Task { await bell.wait() }
            if delay > 0 { try await Task.sleep(for: .milliseconds(delay)) }
            task.cancel()
            await task.value
            task.cancel()
            bell.ring()
            await bell.wait()
        }
    }

    @Test("of two that wait the first is sent away, and none is forgotten")
    func two() async throws {
        try await withBell { bell in
            let ended = Recorder<Int>()
            await withDiscardingTaskGroup { group in
                for number in 0..<2 {
                    group.addTask {
                        await bell.wait()
                        ended.append(number)
                    }
                }
                while ended.values.count < 2 {
                    bell.ring()
                    await Task.yield()
                }
            }
        }
    }
}
