internal import Glibc
internal import Synchronization

extension Reactor {
    /// How often queued work goes before descriptors and timers, so that neither starves the other.
    private static let roundsOfWork = 16

    /// What the loop does next.
    private enum Step {
        case work
        case poll(milliseconds: Int32)
        case release(State.Remains)
        case end([CheckedContinuation<Void, Never>])
    }

    /// The thread's body: queued work first, then the kernel, then timers and what the kernel has reported.
    func loop() {
        threadID.store(UInt(pthread_self()), ordering: .relaxed)
        var work: [State.Work] = []
        var events: [Poller.Event] = []
        var rounds = 0
        while true {
            switch nextStep(swapping: &work, mayPark: rounds < Self.roundsOfWork) {
            case .work:
                rounds += 1
                run(&work)
            case .poll(let milliseconds):
                rounds = 0
                poller.wait(milliseconds: milliseconds, into: &events)
                if wakeUp() { fireTimers() }
                for event in events { dispatch(event) }
            case .release(let remains):
                for wait in remains.waits { wait.continuation.resume(returning: .stopped) }
            case .end(let stopped):
                for continuation in stopped { continuation.resume() }
                return
            }
        }
    }

    /// Takes the queued work, or decides how long to wait for more.
    private func nextStep(swapping work: inout [State.Work], mayPark: Bool) -> Step {
        state.withLock { state in
            if state.phase == .stopping, !state.isIdle { return .release(takeAll(from: &state)) }
            if !state.queue.isEmpty {
                guard mayPark else { return .poll(milliseconds: 0) }
                swap(&work, &state.queue)
                return .work
            }
            if state.phase == .stopping {
                state.phase = .ended
                threadID.store(0, ordering: .relaxed)
                defer { state.stopped.removeAll() }
                return .end(state.stopped)
            }
            state.isParked = true
            return .poll(milliseconds: state.timers.earliest.map(Self.milliseconds(until:)) ?? -1)
        }
    }

    private func takeAll(from state: inout State) -> State.Remains {
        let remains = state.takeAll()
        for descriptor in remains.descriptors.all { poller.disarm(descriptor) }
        return remains
    }

    /// Nobody has to ring any more, least of all the loop's own handlers; answers whether there are timers to look at.
    private func wakeUp() -> Bool {
        state.withLock { state in
            state.isParked = false
            return !state.timers.isEmpty
        }
    }

    private func run(_ work: inout [State.Work]) {
        let executor = asUnownedSerialExecutor()
        for item in work {
            switch item {
            case .job(let job): job.runSynchronously(on: executor)
            case .action(let action): action()
            }
        }
        work.removeAll(keepingCapacity: true)
    }

    private func fireTimers() {
        let now = ContinuousClock.now
        while let due = state.withLock({ $0.takeDue(at: now) }) {
            switch due {
            case .wait(let wait): wait?.continuation.resume(returning: .expired)
            case .action(let action): action()
            }
        }
    }

    private func dispatch(_ event: Poller.Event) {
        let (waits, watch) = state.withLock { state in
            let report = state.descriptors.reported(event.descriptor, event.interest, mark: event.mark)
            if let arming = report.arming { _ = poller.arm(event.descriptor, arming) }
            let waits = report.resumed.compactMap { resumed in
                state.takeWait(resumed.id).map { (continuation: $0.continuation, interest: resumed.interest) }
            }
            return (waits, report.watch)
        }
        for wait in waits { wait.continuation.resume(returning: .ready(wait.interest)) }
        if let watch { watch.handler(watch.interest) }
    }

    /// Rounds up: waking too early would only mean another turn.
    private static func milliseconds(until due: ContinuousClock.Instant) -> Int32 {
        let (seconds, attoseconds) = ContinuousClock.now.duration(to: due).components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        guard seconds < 1_000_000 else { return 1_000_000_000 }
        return Int32(seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}

extension Reactor.State {
    /// A timer that has come due.
    enum Due {
        case wait(Wait?)
        case action(@Sendable () -> Void)
    }

    mutating func takeDue(at now: ContinuousClock.Instant) -> Due? {
        guard let id = timers.popDue(at: now) else { return nil }
        if let action = actions.removeValue(forKey: id) { return .action(action) }
        return .wait(takeWait(id))
    }

    /// What a stopping reactor has to let go of.
    struct Remains {
        let waits: [Wait]
        // Held until the lock is open again: dropping a handler or an action may run any deinitializer.
        let descriptors: ReadinessTable<Reactor.Handler>
        let actions: [UInt64: @Sendable () -> Void]
    }

    /// Whether nobody waits for anything any more.
    var isIdle: Bool { waits.isEmpty && descriptors.count == 0 && timers.isEmpty }

    mutating func takeAll() -> Remains {
        defer {
            waits.removeAll()
            descriptors = ReadinessTable()
            timers = TimerHeap()
            actions.removeAll()
        }
        return Remains(waits: Array(waits.values), descriptors: descriptors, actions: actions)
    }
}
