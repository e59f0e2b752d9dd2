internal import Synchronization

extension Reactor {
    /// Suspends until `descriptor` is ready for any of `interest`.
    ///
    /// Several tasks may wait for one descriptor; each is resumed by what it waits for.
    ///
    /// - Returns: what it is ready for; empty when the task was cancelled, the descriptor forgotten, the reactor stopped
    ///   or the deadline passed. A descriptor that the kernel cannot watch counts as ready, so that the caller meets
    ///   the error where it reads or writes.
    @discardableResult
    public func ready(
        _ descriptor: Int32,
        _ interest: Interest,
        until deadline: ContinuousClock.Instant? = nil
    ) async -> Interest {
        switch await wait(for: descriptor, interest, until: deadline) {
        case .ready(let interest): interest
        case .expired, .cancelled, .forgotten, .stopped: []
        }
    }

    /// Ends every wait and the watch of a descriptor. Must run before it is closed: numbers are reused.
    public func forget(_ descriptor: Int32) {
        let (waits, _) = state.withLock { state in
            let (ids, handler) = state.descriptors.forget(descriptor)
            poller.disarm(descriptor)
            return (ids.compactMap { state.takeWait($0) }, handler)
        }
        for wait in waits { wait.continuation.resume(returning: .forgotten) }
    }

    /// Calls `handler` on the reactor's thread as long as `descriptor` is ready (level-triggered), until `unwatch`.
    ///
    /// Watching again replaces interest and handler.
    ///
    /// - Returns: false when the reactor has been stopped or the kernel cannot watch this descriptor.
    @discardableResult
    public func watch(_ descriptor: Int32, _ interest: Interest, _ handler: @escaping Handler) -> Bool {
        let (isWatched, _) = state.withLock { state -> (Bool, Handler?) in
            guard state.phase == .running else { return (false, nil) }
            let (arming, replaced) = state.descriptors.watch(descriptor, interest, handler)
            if poller.arm(descriptor, arming) { return (true, replaced) }
            _ = state.descriptors.unwatch(descriptor)
            return (false, replaced)
        }
        return isWatched
    }

    /// Ends a watch; on the reactor's thread the handler is not called again, not even for a report already taken.
    public func unwatch(_ descriptor: Int32) {
        // The handler leaves the lock before it is released: its captures may have deinitializers.
        _ = state.withLock { state -> Handler? in
            let (remaining, removed) = state.descriptors.unwatch(descriptor)
            if let remaining {
                _ = poller.arm(descriptor, remaining)
            } else {
                poller.disarm(descriptor)
            }
            return removed
        }
    }

    // MARK: - Waiting

    /// Parks the calling task until its descriptor, its deadline, its cancellation or the end of the reactor.
    func wait(
        for descriptor: Int32?,
        _ interest: Interest,
        until deadline: ContinuousClock.Instant?
    ) async -> State.Outcome {
        let id = nextID.add(1, ordering: .relaxed).newValue
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                park(id, continuation, descriptor, interest, deadline)
            }
        } onCancel: {
            state.withLock { $0.takeWait(id) }?.continuation.resume(returning: .cancelled)
        }
    }

    private func park(
        _ id: UInt64,
        _ continuation: CheckedContinuation<State.Outcome, Never>,
        _ descriptor: Int32?,
        _ interest: Interest,
        _ deadline: ContinuousClock.Instant?
    ) {
        let (outcome, isLate) = state.withLock { state -> (State.Outcome?, Bool) in
            if state.phase != .running { return (.stopped, false) }
            // Under the lock: a cancellation that comes later finds the wait in the table.
            if Task.isCancelled { return (.cancelled, false) }
            if let deadline, deadline <= .now { return (.expired, false) }
            if let descriptor {
                let arming = state.descriptors.add(id, on: descriptor, interest)
                if !poller.arm(descriptor, arming) {
                    state.descriptors.remove(id, on: descriptor)
                    return (.ready(interest), false)
                }
            }
            let (token, isEarliest) = deadline.map { state.setTimer(id, due: $0) } ?? (nil, false)
            state.waits[id] = State.Wait(continuation: continuation, descriptor: descriptor, deadline: token)
            return (nil, isEarliest && state.unpark())
        }
        if let outcome { continuation.resume(returning: outcome) }
        if isLate { poller.ring() }
    }
}
