import Testing

@testable import Worker

@Suite("signal", .timeLimit(.minutes(1)))
struct SignalTests {
    @Test("a ring before the wait is not lost")
    func early() async throws {
        let signal = Signal()
        signal.ring()
        signal.ring()
        try await signal.wait()
    }

    @Test("a ring wakes everybody who waits")
    func everybody() async throws {
        let signal = Signal()
        let reached = Signal()
        try await withThrowingTaskGroup { group in
            for _ in 0..<5 {
                group.addTask {
                    reached.ring()
                    try await signal.wait()
                }
            }
            group.addTask {
                // Rings until all have come: a waiter that parks after a ring gets the next one.
                while !Task.isCancelled {
                    signal.ring()
                    await Task.yield()
                }
            }
            for _ in 0..<5 { try await group.next() }
            group.cancelAll()
        }
    }

    @Test("a cancelled wait throws, before it parks and while it is parked", arguments: [true, false])
    func cancelled(beforeParking: Bool) async {
        let signal = Signal()
        await withTaskGroup { group in
            group.addTask {
                if beforeParking { withUnsafeCurrentTask { $0?.cancel() } }
                await #expect(throws: CancellationError.self) { try await signal.wait() }
            }
            if !beforeParking { group.cancelAll() }
        }
        signal.ring()
        await #expect(throws: Never.self) { try await signal.wait() }
    }
}
