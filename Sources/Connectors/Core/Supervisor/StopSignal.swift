internal import Synchronization

/// Asks one task among its siblings to end; asking before it waits counts, asking twice does nothing.
final class StopSignal: Sendable {
    private enum State {
        case waiting([CheckedContinuation<Void, Never>])
        case requested
    }

    private let state = Mutex(State.waiting([]))

    func request() {
        let waiters = state.withLock { state in
            guard case .waiting(let waiters) = state else { return [CheckedContinuation<Void, Never>]() }
            state = .requested
            return waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    var isRequested: Bool {
        state.withLock { if case .requested = $0 { true } else { false } }
    }

    /// Waits for the request; the one who cancels the task makes it, so that this always returns.
    func requested() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isRequested = state.withLock { state in
                    guard case .waiting(let waiters) = state else { return true }
                    state = .waiting(waiters + [continuation])
                    return false
                }
                if isRequested { continuation.resume() }
            }
        } onCancel: {
            request()
        }
    }
}
