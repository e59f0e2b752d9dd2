import Glibc
import Synchronization
import Testing

@testable import Reactor

/// Lends a running reactor; stops and joins it on every path.
func withReactor<R>(_ body: (Reactor) async throws -> R) async throws -> R {
    let reactor = Reactor.start(name: "test")
    do {
        let result = try await body(reactor)
        reactor.stop()
        await reactor.stopped()
        return result
    } catch {
        reactor.stop()
        await reactor.stopped()
        throw error
    }
}

/// Lends a pipe; closes both ends on every path.
func withPipe<R>(_ body: (_ read: Int32, _ write: Int32) async throws -> R) async throws -> R {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    return try await body(ends[0], ends[1])
}

/// Waits for a condition, up to ten seconds.
func until(_ condition: () -> Bool, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let deadline = ContinuousClock.now + .seconds(10)
    while !condition() {
        try #require(.now < deadline, "the condition did not come true in time", sourceLocation: sourceLocation)
        await Task.yield()
    }
}

extension Reactor {
    /// How many tasks are parked here.
    var parkedCount: Int { state.withLock { $0.waits.count } }
    var timerCount: Int { state.withLock { $0.timers.count } }
}

/// Collects values from any thread.
final class Recorder<Value: Sendable>: Sendable {
    private let stored = Mutex<[Value]>([])
    var values: [Value] { stored.withLock { $0 } }
    func append(_ value: Value) { stored.withLock { $0.append(value) } }
}

/// An actor whose state lives on a reactor's thread.
actor Pinned {
    nonisolated let reactor: Reactor
    private(set) var count = 0

    nonisolated var unownedExecutor: UnownedSerialExecutor { reactor.asUnownedSerialExecutor() }

    init(_ reactor: Reactor) { self.reactor = reactor }

    func increment() { count += 1 }
    func isOnReactor() -> Bool { reactor.isCurrent }
    func wait(for descriptor: Int32) async -> Reactor.Interest { await reactor.ready(descriptor, .read) }
}
