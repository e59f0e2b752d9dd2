internal import Glibc

extension Reactor {
    /// Everything the reactor's threads share, guarded by its mutex.
    struct State {
        enum Phase { case running, stopping, ended }

        enum Work {
            case job(UnownedJob)
            case action(@Sendable () -> Void)
        }

        /// How a wait ended.
        enum Outcome: Equatable {
            case ready(Interest)
            case expired
            case cancelled
            case forgotten
            case stopped
        }

        /// One suspended task, in `ready` or in `sleep`.
        struct Wait {
            let continuation: CheckedContinuation<Outcome, Never>
            let descriptor: Int32?
            let deadline: TimerToken?
        }

        var phase: Phase = .running
        var thread: pthread_t?
        /// Whether the loop waits in the kernel, or is about to, and has not been woken yet.
        var isParked = false
        var queue: [Work] = []
        var waits: [UInt64: Wait] = [:]
        var descriptors = ReadinessTable<Handler>()
        /// Deadlines of waits, and actions; one numbering for both.
        var timers = TimerHeap()
        var actions: [UInt64: @Sendable () -> Void] = [:]
        var stopped: [CheckedContinuation<Void, Never>] = []

        /// Answers whether the caller has to ring, and makes sure that nobody else does.
        mutating func unpark() -> Bool {
            defer { isParked = false }
            return isParked
        }

        /// Takes a wait out with all that belongs to it; whoever gets it resumes it, outside the lock.
        mutating func takeWait(_ id: UInt64) -> Wait? {
            guard let wait = waits.removeValue(forKey: id) else { return nil }
            if let descriptor = wait.descriptor { descriptors.remove(id, on: descriptor) }
            if let deadline = wait.deadline { timers.remove(deadline) }
            return wait
        }
    }
}
