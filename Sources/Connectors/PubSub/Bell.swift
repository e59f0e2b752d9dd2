internal import Reactor
internal import Synchronization

/// Wakes the one task that waits. A ring that comes before the wait is not lost; many are one.
final class Bell: Sendable {
    private struct State {
        var isRung = false
        var lastID: UInt64 = 0
        var waiter: (id: UInt64, continuation: CheckedContinuation<Void, Never>)?
    }

    private let state = Mutex(State())

    func ring() {
        let waiter = state.withLock { state in
            let waiter = state.waiter.take()
            state.isRung = waiter == nil
            return waiter
        }
        waiter?.continuation.resume()
    }

    /// Returns at a ring, when the time has come, or when the task is cancelled; whoever waits looks for what it waits for.
    func wait(until deadline: ContinuousClock.Instant? = nil, on reactor: Reactor) async {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        var timer: TimerToken?
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.isRung || Task.isCancelled {
                        state.isRung = false
                        return true
                    }
                    state.waiter = (id, continuation)
                    return false
                }
                if isOver { return continuation.resume() }
                if let deadline { timer = reactor.schedule(at: deadline) { self.end(id) } }
            }
        } onCancel: {
            end(id)
        }
        if let timer { reactor.cancel(timer) }
    }

    private func end(_ id: UInt64) {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.waiter?.id == id else { return nil }
            return state.waiter.take()?.continuation
        }
        waiter?.resume()
    }
}
