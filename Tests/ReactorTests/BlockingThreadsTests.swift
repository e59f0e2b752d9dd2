import Synchronization
import Testing

@testable import Reactor

@Suite("Blocking threads", .timeLimit(.minutes(1)))
struct BlockingThreadsTests {
    private struct Failure: Error {}

    @Test("returns what the call returns and throws what it throws")
    func results() async throws {
        #expect(try await BlockingThreads.run { 42 } == 42)
        await #expect(throws: Failure.self) { try await BlockingThreads.run { throw Failure() } }
    }

    @Test("runs no more calls at once than its limit")
    func limit() async throws {
        let pool = BlockingThreads(name: "test", limit: 3)
        let gauge = Gauge()
        try await withThrowingTaskGroup { group in
            for _ in 0..<300 {
                group.addTask {
                    try await pool.run {
                        gauge.enter()
                        gauge.leave()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect((1...3).contains(gauge.most.load(ordering: .relaxed)))
    }

    @Test("gives up at the deadline and lets the call run on")
    func deadlineWhileRunning() async throws {
        let pool = BlockingThreads(name: "test", limit: 1)
        let gate = Gate()
        let ended = Recorder<Bool>()
        await #expect(throws: BlockingCallTimedOut.self) {
            // Long enough for a busy machine to start the call, which must not be taken out of the queue here.
            try await pool.run(until: .now + .seconds(1)) {
                gate.pass()
                ended.append(true)
            }
        }
        #expect(ended.values.isEmpty)
        gate.open()
        try await until { ended.values == [true] }
    }

    @Test("a call whose deadline passes in the queue never runs")
    func deadlineInQueue() async throws {
        let pool = BlockingThreads(name: "test", limit: 1)
        let gate = Gate()
        async let blocker: Void = pool.run { gate.pass() }
        try await until { gate.hasVisitor }
        await #expect(throws: BlockingCallTimedOut.self) {
            try await pool.run(until: .now + .milliseconds(10)) { Issue.record("ran although its time was over") }
        }
        gate.open()
        try await blocker
        #expect(try await pool.run { 1 } == 1)
    }

    @Test("a certain call runs although its deadline has passed in the queue")
    func certainInQueue() async throws {
        let pool = BlockingThreads(name: "test", limit: 1)
        let gate = Gate()
        let ended = Recorder<Bool>()
        async let blocker: Void = pool.run { gate.pass() }
        try await until { gate.hasVisitor }
        await #expect(throws: BlockingCallTimedOut.self) {
            try await pool.run(until: .now + .milliseconds(10), isCertain: true) { ended.append(true) }
        }
        #expect(ended.values.isEmpty)
        gate.open()
        try await blocker
        try await until { ended.values == [true] }
    }

    @Test("a call that is cancelled in the queue never runs")
    func cancelledInQueue() async throws {
        let pool = BlockingThreads(name: "test", limit: 1)
        let gate = Gate()
        async let blocker: Void = pool.run { gate.pass() }
        try await until { gate.hasVisitor }
        let task = Task { try await pool.run { Issue.record("ran although it was cancelled") } }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        gate.open()
        try await blocker
    }
}

/// Holds one blocking call until it is opened.
final class Gate: Sendable {
    private let semaphore = WakeSemaphore()
    private let visited = Atomic(false)

    var hasVisitor: Bool { visited.load(ordering: .acquiring) }

    func pass() {
        visited.store(true, ordering: .releasing)
        semaphore.wait()
    }

    func open() { semaphore.signal() }
}

/// Counts how many are inside at once.
final class Gauge: Sendable {
    let inside = Atomic(0)
    let most = Atomic(0)

    func enter() { most.max(inside.add(1, ordering: .relaxed).newValue, ordering: .relaxed) }
    func leave() { inside.subtract(1, ordering: .relaxed) }
}
