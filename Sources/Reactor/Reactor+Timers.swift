internal import Synchronization

extension Reactor {
    /// Suspends until `deadline`.
    ///
    /// - Throws: `CancellationError` when the task is cancelled or the reactor stops.
    public func sleep(until deadline: ContinuousClock.Instant) async throws {
        switch await wait(for: nil, [], until: deadline) {
        case .expired, .ready: return
        case .cancelled, .forgotten, .stopped: throw CancellationError()
        }
    }

    /// Runs `action` on the reactor's thread once `due` has come; a reactor that stops before does not run it.
    @discardableResult
    public func schedule(at due: ContinuousClock.Instant, _ action: @escaping @Sendable () -> Void) -> TimerToken {
        let id = nextID.add(1, ordering: .relaxed).newValue
        let (token, isLate) = state.withLock { state in
            guard state.phase == .running else { return (TimerToken.none, false) }
            state.actions[id] = action
            let (token, isEarliest) = state.setTimer(id, due: due)
            return (token, isEarliest && state.unpark())
        }
        if isLate { poller.ring() }
        return token
    }

    /// Takes a scheduled action back; does nothing once it has run.
    public func cancel(_ token: TimerToken) {
        // The action's captures are released outside the lock.
        _ = state.withLock { state in
            state.timers.remove(token).flatMap { state.actions.removeValue(forKey: $0) }
        }
    }
}

extension Reactor.State {
    /// Sets a timer and answers whether it is now the earliest, in which case a parked loop would sleep too long.
    mutating func setTimer(
        _ id: UInt64,
        due: ContinuousClock.Instant
    ) -> (token: TimerToken, isEarliest: Bool) {
        let isEarliest = timers.earliest.map { due < $0 } ?? true
        return (timers.insert(id, due: due), isEarliest)
    }
}
