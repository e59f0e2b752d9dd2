import Testing

@testable import Reactor

@Suite("Timers", .timeLimit(.minutes(1)))
struct TimerTests {
    @Test("fires actions in the order of their time, on the reactor's thread")
    func order() async throws {
        try await withReactor { reactor in
            let fired = Recorder<Int>()
            let start = ContinuousClock.now + .milliseconds(30)
            let delays = (0..<500).map { ($0 * 7_919) % 500 }
            for delay in delays {
                reactor.schedule(at: start + .microseconds(delay * 20)) {
                    if reactor.isCurrent { fired.append(delay) }
                }
            }
            try await until { fired.values.count == delays.count }
            #expect(fired.values == delays.sorted())
            #expect(.now >= start)
        }
    }

    @Test("does not fire what was cancelled")
    func cancel() async throws {
        try await withReactor { reactor in
            let fired = Recorder<String>()
            let due = ContinuousClock.now + .milliseconds(20)
            let token = reactor.schedule(at: due) { fired.append("cancelled") }
            reactor.schedule(at: due + .milliseconds(1)) { fired.append("kept") }
            reactor.cancel(token)
            reactor.cancel(token)
            try await until { !fired.values.isEmpty }
            #expect(fired.values == ["kept"])
        }
    }

    @Test("an earlier timer set from another thread wakes a loop that waits for a later one")
    func earlierTimer() async throws {
        try await withReactor { reactor in
            let fired = Recorder<String>()
            reactor.schedule(at: .now + .seconds(3_600)) { fired.append("late") }
            await Pinned(reactor).increment()
            reactor.schedule(at: .now + .milliseconds(5)) { fired.append("early") }
            try await until { fired.values == ["early"] }
        }
    }

    @Test("sleeps until its time, and throws when it is cancelled")
    func sleep() async throws {
        try await withReactor { reactor in
            let start = ContinuousClock.now
            try await reactor.sleep(until: start + .milliseconds(15))
            #expect(.now - start >= .milliseconds(15))
            let task = Task { try await reactor.sleep(until: .now + .seconds(60)) }
            try await until { reactor.parkedCount == 1 }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }
}
