internal import Synchronization

/// One caller waiting for one blocking call: the first of result, deadline and cancellation wins.
final class BlockingCall<Result: Sendable>: Sendable {
    private typealias Continuation = CheckedContinuation<Result, any Error>

    private struct State {
        var continuation: Continuation?
        var onFinish: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    func park(_ continuation: CheckedContinuation<Result, any Error>) {
        state.withLock { $0.continuation = continuation }
    }

    /// Sets what to clean up when the call has ended; runs it at once when it already has.
    func onFinish(_ action: @escaping @Sendable () -> Void) {
        let isOver = state.withLock { state in
            if state.continuation != nil { state.onFinish = action }
            return state.continuation == nil
        }
        if isOver { action() }
    }

    func finish(_ result: Swift.Result<Result, any Error>) {
        let (continuation, action) = state.withLock { ($0.continuation.take(), $0.onFinish.take()) }
        action?()
        continuation?.resume(with: result)
    }
}
