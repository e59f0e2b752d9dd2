internal import Reactor
internal import Synchronization

/// Wakes a waiting task; a ring that comes before it waits is not lost. Of two that wait the first is sent away.
final class Doorbell: Sendable {
    private struct State {
        var hasRung = false
        var waiter: (continuation: CheckedContinuation<Void, Never>, alarm: TimerToken)?
    }

    private let state = Mutex(State())
    private let reactor: Reactor

    init(on reactor: Reactor) { self.reactor = reactor }

    /// Wakes who waits, or who waits next.
    func ring() {
        finish { $0.hasRung = $0.waiter == nil }
    }

    /// Waits for a ring, a time or the task's cancellation; may return without any of them.
    func wait(until deadline: ContinuousClock.Instant) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { park($0, until: deadline) }
        } onCancel: {
            finish { _ in }
        }
    }

    private func park(_ continuation: CheckedContinuation<Void, Never>, until deadline: ContinuousClock.Instant) {
        finish { _ in }
        let isOver = state.withLock { state in
            // Under the lock: a cancellation that comes later finds the waiter.
            if state.hasRung || Task.isCancelled {
                state.hasRung = false
                return true
            }
            let alarm = reactor.schedule(at: deadline) { self.finish { _ in } }
            state.waiter = (continuation, alarm)
            return false
        }
        if isOver { continuation.resume() }
    }

    private func finish(_ note: (inout State) -> Void) {
        let waiter = state.withLock { state in
            note(&state)
            return state.waiter.take()
        }
        guard let waiter else { return }
        reactor.cancel(waiter.alarm)
        waiter.continuation.resume()
    }
}
