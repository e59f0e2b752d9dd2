internal import Synchronization

/// A bell for tasks: `ring` wakes whoever waits, or the next one who would.
///
/// Rings do not count up: many rings before a wait are one. Several tasks may wait; a ring wakes them all, and each looks
/// again at what it waits for.
final class Signal: Sendable {
    private struct State {
        var isRung = false
        var nextID = 0
        var waiters: [Int: CheckedContinuation<Void, any Error>] = [:]
        var cancelled: Set<Int> = []
    }

    private let state = Mutex(State())

    func ring() {
        let waiters = state.withLock { state in
            let waiters = state.waiters
            state.waiters = [:]
            state.isRung = waiters.isEmpty
            return waiters
        }
        for waiter in waiters.values { waiter.resume() }
    }

    /// Returns after the next ring.
    /// - Throws: `CancellationError`.
    func wait() async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        defer { _ = state.withLock { $0.cancelled.remove(id) } }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                enum Action { case park, resume, cancel }
                let action: Action = state.withLock { state in
                    if state.cancelled.remove(id) != nil || Task.isCancelled { return .cancel }
                    if state.isRung {
                        state.isRung = false
                        return .resume
                    }
                    state.waiters[id] = continuation
                    return .park
                }
                switch action {
                case .park: break
                case .resume: continuation.resume()
                case .cancel: continuation.resume(throwing: CancellationError())
                }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                let waiter = state.waiters.removeValue(forKey: id)
                if waiter == nil { state.cancelled.insert(id) }
                return waiter
            }
            waiter?.resume(throwing: CancellationError())
        }
    }
}
