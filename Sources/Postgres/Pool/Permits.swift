internal import Reactor
internal import Synchronization

/// A counted number of permits, handed out in the order they are asked for, with deadline and cancellation.
final class Permits: Sendable {
    /// How asking for a permit ended.
    enum Outcome: Equatable {
        case granted
        case timedOut
        case cancelled
        case closed
    }

    private struct Waiter {
        let id: UInt64
        let continuation: CheckedContinuation<Outcome, Never>
        let timer: TimerToken?
    }

    private struct State {
        var free: Int
        var isClosed = false
        var waiters: [Waiter] = []
        /// Those who wait for all permits to be free.
        var drains: [Waiter] = []
        private var lastID: UInt64 = 0

        init(free: Int) { self.free = free }

        mutating func newID() -> UInt64 {
            lastID += 1
            return lastID
        }

        mutating func takeWaiter(_ id: UInt64) -> Waiter? {
            if let index = waiters.firstIndex(where: { $0.id == id }) { return waiters.remove(at: index) }
            return drains.firstIndex { $0.id == id }.map { drains.remove(at: $0) }
        }
    }

    private let state: Mutex<State>
    private let reactor: Reactor
    let count: Int

    init(_ count: Int, reactor: Reactor) {
        self.count = count
        self.reactor = reactor
        state = Mutex(State(free: count))
    }

    /// How many callers wait.
    var waiting: Int { state.withLock { $0.waiters.count } }

    /// Whether none is out.
    var areAllFree: Bool { state.withLock { $0.free == count } }

    /// Waits for a permit. `release()` must follow when it was granted, and only then.
    func acquire(until deadline: ContinuousClock.Instant?) async -> Outcome {
        let (outcome, id) = state.withLock { (Self.immediate(&$0), $0.newID()) }
        if let outcome { return outcome }
        return await park(id, until: deadline, in: \.waiters, unless: Self.immediate)
    }

    /// Gives a permit back: to whoever has waited longest.
    func release() {
        let next = state.withLock { state -> [Waiter] in
            guard state.waiters.isEmpty else { return [state.waiters.removeFirst()] }
            state.free += 1
            guard state.free == count else { return [] }
            defer { state.drains = [] }
            return state.drains
        }
        for waiter in next { resume(waiter, .granted) }
    }

    /// Turns away everybody who waits and everybody who comes.
    func close() {
        let waiters = state.withLock { state in
            state.isClosed = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { resume(waiter, .closed) }
    }

    /// Waits until all permits have come back, or the deadline has passed, or the task is cancelled.
    func allFree(until deadline: ContinuousClock.Instant) async {
        let id = state.withLock { $0.newID() }
        await park(id, until: deadline, in: \.drains) { state in
            if state.free == count { return .granted }
            return Task.isCancelled ? .cancelled : nil
        }
    }

    private static func immediate(_ state: inout State) -> Outcome? {
        if state.isClosed { return .closed }
        if Task.isCancelled { return .cancelled }
        guard state.free > 0 else { return nil }
        state.free -= 1
        return .granted
    }

    /// Suspends the caller in a queue, unless its wait is over before it began.
    @discardableResult
    private func park(
        _ id: UInt64,
        until deadline: ContinuousClock.Instant?,
        in queue: WritableKeyPath<State, [Waiter]>,
        unless outcome: (inout State) -> Outcome?
    ) async -> Outcome {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let outcome = state.withLock { state -> Outcome? in
                    // Under the lock: a cancellation that comes later finds the waiter in the queue.
                    if let outcome = outcome(&state) { return outcome }
                    if let deadline, deadline <= .now { return .timedOut }
                    let timer = deadline.map { due in reactor.schedule(at: due) { self.settle(id, .timedOut) } }
                    state[keyPath: queue].append(Waiter(id: id, continuation: continuation, timer: timer))
                    return nil
                }
                if let outcome { continuation.resume(returning: outcome) }
            }
        } onCancel: {
            settle(id, .cancelled)
        }
    }

    private func settle(_ id: UInt64, _ outcome: Outcome) {
        let waiter = state.withLock { $0.takeWaiter(id) }
        waiter.map { resume($0, outcome) }
    }

    private func resume(_ waiter: Waiter, _ outcome: Outcome) {
        waiter.timer.map(reactor.cancel)
        waiter.continuation.resume(returning: outcome)
    }
}
