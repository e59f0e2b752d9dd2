internal import CEpoll
internal import Glibc
internal import Synchronization

/// One thread that runs actor jobs, waits on descriptors and keeps timers, all in the same loop.
///
/// An actor that names a reactor as its executor touches its C handle on this thread only, and suspends in
/// `ready(_:_:until:)` instead of blocking. Nothing here uses Swift's cooperative pool. Every method may be called
/// from any thread; handlers, timer actions and `execute`d actions run on the reactor's thread.
///
/// ```swift
/// actor Connection {
///     nonisolated var unownedExecutor: UnownedSerialExecutor { reactor.asUnownedSerialExecutor() }
/// }
/// ```
///
/// The thread keeps its reactor alive until `stop()`.
public final class Reactor: SerialExecutor, Sendable {
    /// Called on the reactor's thread with what a watched descriptor is ready for.
    public typealias Handler = @Sendable (Interest) -> Void

    let state = Mutex(State())
    let poller = Poller()
    let name: String
    /// The thread that runs the loop, or 0: what `isCurrent` compares with.
    let threadID = Atomic<UInt>(0)
    /// Numbers waits and scheduled actions.
    let nextID = Atomic<UInt64>(0)

    private init(name: String) {
        self.name = name
    }

    deinit {
        if let thread = state.withLock({ $0.thread.take() }) { pthread_detach(thread) }
    }

    /// Makes a reactor and starts its thread.
    ///
    /// - Parameter name: the thread's name in `top -H`, debuggers and profiles; 15 characters count.
    public static func start(name: String) -> Reactor {
        let reactor = Reactor(name: name)
        reactor.state.withLock { state in
            state.thread = Thread.start(named: name) { reactor.loop() }
        }
        return reactor
    }

    // MARK: - Executing

    /// Queues a job of an actor that is pinned to this reactor.
    public func enqueue(_ job: consuming ExecutorJob) {
        submit(.job(UnownedJob(job)))
    }

    /// Runs `action` on the reactor's thread, after everything queued before.
    public func execute(_ action: @escaping @Sendable () -> Void) {
        submit(.action(action))
    }

    /// Whether the caller runs on the reactor's thread.
    public var isCurrent: Bool {
        threadID.load(ordering: .relaxed) == UInt(pthread_self())
    }

    /// Lets `assumeIsolated` of pinned actors work inside handlers and actions, which no Swift task surrounds.
    public func checkIsolated() {
        precondition(isCurrent, "expected to run on the reactor \(name)")
    }

    /// Answers the same question as `checkIsolated()` without stopping the process.
    public func isIsolatingCurrentContext() -> Bool? {
        isCurrent
    }

    // MARK: - Stopping

    /// Asks the reactor to end: every wait returns with nothing ready, sleeps throw, timers and watches are dropped,
    /// jobs already queued and those that follow from them still run. Calling it again does nothing.
    public func stop() {
        let isParked = state.withLock { state in
            if state.phase == .running { state.phase = .stopping }
            return state.unpark()
        }
        if isParked { poller.ring() }
    }

    /// Waits until the thread has ended after `stop()`.
    public func stopped() async {
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                if state.phase != .ended { state.stopped.append(continuation) }
                return state.phase == .ended
            }
            if hasEnded { continuation.resume() }
        }
        // The thread has said its last word, so joining takes no longer than its return.
        guard !isCurrent, let thread = state.withLock({ $0.thread.take() }) else { return }
        pthread_join(thread, nil)
    }

    // MARK: - Queue

    /// Appends work and interrupts the loop's wait, once for any number of submissions.
    private func submit(_ work: State.Work) {
        let isParked = state.withLock { state in
            state.queue.append(work)
            if state.phase == .ended { revive(&state) }
            return state.unpark()
        }
        if isParked { poller.ring() }
    }

    /// Runs what arrives after the end: an actor that outlives its reactor must not hang in its last calls.
    private func revive(_ state: inout State) {
        state.phase = .stopping
        if let thread = state.thread.take() { pthread_detach(thread) }
        state.thread = Thread.start(named: name) { self.loop() }
    }
}
