internal import Glibc
internal import Synchronization

/// A small, bounded pool of threads for C calls that really block, such as `rd_kafka_destroy` or `PQcancel`.
///
/// Threads are made on demand and kept. Calls beyond the limit queue up; one that hangs holds its thread, not the
/// caller: at the deadline the caller goes on with an error, and the call's late result is dropped. A call must
/// therefore own what it uses.
public final class BlockingThreads: Sendable {
    /// The process's common pool.
    public static let shared = BlockingThreads(name: "blocking", limit: 8)

    private struct State {
        var queue: [(id: UInt64, work: @Sendable () -> Void)] = []
        var threads = 0
        var idle = 0
        var nextID: UInt64 = 0
    }

    /// What a submission needs so that somebody takes it up.
    private enum Wake { case none, idleThread, newThread }

    /// Watches the deadlines of all pools.
    private static let clock = Reactor.start(name: "deadlines")

    private let state = Mutex(State())
    private let name: String
    private let limit: Int
    private let wake = WakeSemaphore()

    /// Makes a pool that starts no thread before it is used.
    ///
    /// - Parameters:
    ///   - name: the threads' name, 15 characters count.
    ///   - limit: how many calls run at the same time.
    public init(name: String, limit: Int) {
        self.name = name
        self.limit = max(1, limit)
    }

    /// Runs a call in the common pool.
    ///
    /// - Parameters:
    ///   - deadline: how long the caller waits at most.
    ///   - isCertain: the call is made in any case, also when the deadline or a cancellation comes while it is in the queue:
    ///     for what frees something.
    ///   - body: the call.
    /// - Throws: what `body` throws; `BlockingCallTimedOut` when the deadline comes first; `CancellationError` when the
    ///   task is cancelled before the call has started (one that runs, or is certain, is waited for).
    public static func run<Result: Sendable>(
        until deadline: ContinuousClock.Instant? = nil,
        isCertain: Bool = false,
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await shared.run(until: deadline, isCertain: isCertain, body)
    }

    /// Runs a call in this pool; see the static form.
    public func run<Result: Sendable>(
        until deadline: ContinuousClock.Instant? = nil,
        isCertain: Bool = false,
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        let call = BlockingCall<Result>()
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                call.park(continuation)
                guard isCertain || !Task.isCancelled else { return call.finish(.failure(CancellationError())) }
                if let deadline {
                    let token = Self.clock.schedule(at: deadline) {
                        if !isCertain { _ = self.withdraw(id) }
                        call.finish(.failure(BlockingCallTimedOut()))
                    }
                    call.onFinish { Self.clock.cancel(token) }
                }
                submit(id) { call.finish(Swift.Result { try body() }) }
            }
        } onCancel: {
            if !isCertain, withdraw(id) { call.finish(.failure(CancellationError())) }
        }
    }

    // MARK: - Queue

    private func submit(_ id: UInt64, _ work: @escaping @Sendable () -> Void) {
        let need = state.withLock { state -> Wake in
            state.queue.append((id, work))
            if state.idle > 0 {
                state.idle -= 1
                return .idleThread
            }
            guard state.threads < limit else { return .none }
            state.threads += 1
            return .newThread
        }
        switch need {
        case .none: break
        case .idleThread: wake.signal()
        case .newThread: pthread_detach(Thread.start(named: name) { self.serve() })
        }
    }

    /// Takes a call out of the queue, unless it has started.
    private func withdraw(_ id: UInt64) -> Bool {
        let withdrawn = state.withLock { state in
            state.queue.firstIndex { $0.id == id }.map { state.queue.remove(at: $0) }
        }
        return withdrawn != nil
    }

    /// A thread's body. Threads are few and cheap while they wait, so they stay for good.
    private func serve() {
        while true {
            let next = state.withLock { state -> (@Sendable () -> Void)? in
                guard !state.queue.isEmpty else {
                    state.idle += 1
                    return nil
                }
                return state.queue.removeFirst().work
            }
            if let next { next() } else { wake.wait() }
        }
    }
}

/// A blocking call did not end before its deadline; it may still be running.
public struct BlockingCallTimedOut: Error, CustomStringConvertible {
    /// What happened, in words.
    public var description: String { "the call did not end in time" }
}
