internal import Synchronization

/// Wakes a task that waits for something to do. A ring that comes before the wait is not lost; many are one.
///
/// Any thread may ring. One task waits at a time: of two the first is sent away.
public final class Doorbell: Sendable {
    private struct State {
        var hasRung = false
        var waiter: (continuation: CheckedContinuation<Void, Never>, alarm: TimerToken?)?
    }

    private let state = Mutex(State())
    private let reactor: Reactor

    /// - Parameter reactor: keeps the time while somebody waits.
    public init(on reactor: Reactor) { self.reactor = reactor }

    /// Wakes who waits, or who waits next.
    public func ring() {
        finish { $0.hasRung = $0.waiter == nil }
    }

    /// Waits for a ring, a time or the task's cancellation; may return without any of them, so who waits looks again.
    public func wait(until deadline: ContinuousClock.Instant? = nil) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { park($0, until: deadline) }
        } onCancel: {
            finish { _ in }
        }
    }

    private func park(_ continuation: CheckedContinuation<Void, Never>, until deadline: ContinuousClock.Instant?) {
        finish { _ in }
        let isOver = state.withLock { state in
            // Under the lock: a cancellation that comes later finds the waiter.
            if state.hasRung || Task.isCancelled {
                state.hasRung = false
                return true
            }
            let alarm = deadline.map { reactor.schedule(at: $0) { self.finish { _ in } } }
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
        if let alarm = waiter.alarm { reactor.cancel(alarm) }
        waiter.continuation.resume()
    }
}
