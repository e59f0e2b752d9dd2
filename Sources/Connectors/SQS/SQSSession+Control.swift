internal import ConnectorCore
internal import Domain
internal import Logging
internal import Reactor

extension SQSSession {
    /// A call to make.
    enum Work: Sendable {
        case receive(SQSClient.Receive)
        case delete([HeldMessages.Item])
        case giveBack([HeldMessages.Item])
        case extend([HeldMessages.Item])
        case measure
    }

    /// Does what must go on whatever the consumer does, until the task is cancelled; then lets what is out end.
    func control() async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                while let work = nextWork() {
                    begin(work)
                    group.addTask { await self.perform(work) }
                }
                await bell.wait(until: wakeUp)
            }
            // What AWS has handed out is awaited although we are cancelled: hence the task of its own.
            await Task { await self.drain() }.value
        }
    }

    /// When to look again, unless somebody rings.
    private var wakeUp: ContinuousClock.Instant {
        let tick = ContinuousClock.now + timing.tick
        guard let deletesSince else { return tick }
        return min(tick, max(deletesSince + timing.linger, callsPausedUntil, .now + .milliseconds(1)))
    }

    // MARK: - What to do

    private func nextWork() -> Work? {
        let now = ContinuousClock.now
        if callsRunning < settings.receives, callsPausedUntil <= now {
            if let work = nextCall(at: now) { return work }
        }
        guard let count = nextReceive(at: now) else { return nil }
        return .receive(
            SQSClient.Receive(
                count: count,
                // One waits for messages; others look whether there are more.
                wait: plan.running == 0 ? settings.wait : min(settings.wait, SQSClient.Receive.look),
                visibility: settings.visibility,
                attempt: attempt(at: now)
            )
        )
    }

    private func nextCall(at now: ContinuousClock.Instant) -> Work? {
        if now >= nextLeaseCheck {
            let items = held.nextExtensions(before: now + settings.visibility / 2)
            if !items.isEmpty { return .extend(items) }
            nextLeaseCheck = now + min(timing.tick, settings.visibility / 10)
        }
        let returns = held.nextReturns()
        if !returns.isEmpty { return .giveBack(returns) }
        if areDeletesDue(at: now) {
            let deletes = held.nextDeletes()
            deletesSince = held.deletes.isEmpty ? nil : now
            if !deletes.isEmpty { return .delete(deletes) }
        }
        if let next = nextMeasure, next <= now, !isClosing { return .measure }
        return nil
    }

    /// Whether deletions shall go: a full call, or fewer that have waited for others.
    private func areDeletesDue(at now: ContinuousClock.Instant) -> Bool {
        guard !held.deletes.isEmpty else { return false }
        let since = deletesSince ?? now
        deletesSince = since
        return held.deletes.count >= SQSClient.batch || now - since >= timing.linger || isClosing
    }

    private func nextReceive(at now: ContinuousClock.Instant) -> Int? {
        guard failure == nil, !isClosing, receivesPausedUntil <= now else { return nil }
        guard isAsked || now - lastAsked < timing.stall else { return nil }
        // Messages that wait to be deleted are not extended: while there are more than the calls carry, no more are fetched.
        guard held.deletes.count <= SQSClient.batch * settings.receives else { return nil }
        return plan.next(
            ReceivePlan.Room(
                messages: settings.maximumInFlight - held.entries.count,
                bytes: timing.waitingBytes - held.waitingBytes
            )
        )
    }

    /// The name of an attempt at a FIFO queue: that of one that brought no answer, so that its messages are not lost for the
    /// visibility timeout, or a new one.
    private func attempt(at now: ContinuousClock.Instant) -> String? {
        guard connection?.queue.isFIFO == true else { return nil }
        openAttempts.removeAll { $0.until < now }
        return openAttempts.popLast()?.name ?? ULID.random().description
    }

    private func begin(_ work: Work) {
        if case .receive(let receive) = work {
            plan.started(receive.count)
        } else {
            callsRunning += 1
            if case .measure = work { nextMeasure = .now + timing.measure }
        }
        metrics.holds(held.lent, receives: plan.running)
    }

    // MARK: - How it went

    /// AWS answers: what was shown as trouble is over.
    func answered() {
        guard isDegraded else { return }
        isDegraded = false
        status.connected()
        logger.info("SQS answers again")
    }

    /// A call has failed: what passes is waited for, the rest ends the session.
    func trouble(_ problem: AWSFailure, _ words: SQSWords) {
        guard !isClosing else { return }
        metrics.failed(problem.kind)
        let error = words.error(problem, as: connection?.credentials.known)
        guard problem.isTransient else { return fail(error) }
        if !isDegraded {
            logger.warning("source is degraded", metadata: [LogKey.error: "\(error.message)"])
        }
        isDegraded = true
        status.degraded(error)
    }
}
