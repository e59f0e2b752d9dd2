internal import ConnectorCore
internal import Logging
internal import Reactor

extension AMQPSession {
    /// Does what must go on while the consumer is away, until the task is cancelled.
    func control() async {
        while !Task.isCancelled, failure == nil {
            tick()
            if isQuiet {
                isResting = true
                await rest(until: .now + timing.depth)
                isResting = false
            }
            let next = ContinuousClock.now + timing.tick
            await rest(until: min(next, pauses.nextEnd ?? next))
        }
    }

    // MARK: - Resting

    /// Nothing can fall due before the queue's depth: the consumer waits, and looks after the connection meanwhile.
    private var isQuiet: Bool { isAsked && ledger.deferred == 0 && outbox.isEmpty && pauses.count == 0 }

    /// Ends the long rest of `control()`: something may fall due again.
    func disturb() {
        guard isResting else { return }
        isResting = false
        wake()
    }

    private func wake() { resting.take()?.resume() }

    /// Returns when the time has come, when the rest is disturbed, or when the task is cancelled.
    private func rest(until due: ContinuousClock.Instant) async {
        let timer = reactor.schedule(at: due) { self.assumeIsolated { $0.wake() } }
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                if Task.isCancelled { return waiter.resume() }
                resting = waiter
            }
        } onCancel: {
            // Queued, never run in place: at the earliest after the waiter was parked.
            reactor.execute { self.assumeIsolated { $0.wake() } }
        }
        reactor.cancel(timer)
    }

    private func tick() {
        let now = ContinuousClock.now
        for token in pauses.removeEnded(at: now) { outbox += ledger.giveBack(token, requeue: true) }
        outbox += ledger.acknowledgements(includingSingles: true)
        if isAsked {
            flush()
        } else {
            // The credit bounds how much can come; a broker that cannot send gives the connection up.
            pump(upTo: nil)
        }
        endStalledSubscription(now)
        askDepth(now)
    }

    // MARK: - Stalls

    /// Stops the broker from sending when the consumer stays away: its time-outs for messages must not run, and others may have them.
    private func endStalledSubscription(_ now: ContinuousClock.Instant) {
        let isStalled = now - lastAsked > timing.stall || link.assembly.bytes > timing.heldBytes
        guard subscription == .active, !isAsked, isStalled, failure == nil, link.isWritable else { return }
        do {
            try link.sendCancel()
            subscription = .ending
            logger.info("subscription given up while the consumer is away")
        } catch {
            fail(error.connectorError(settings))
        }
    }

    /// Subscribes again when the consumer is back.
    func resumeSubscription() {
        guard subscription == .ended, failure == nil, link.isWritable else { return }
        do {
            try link.sendConsume(settings)
            subscription = .active
            logger.info("subscribed again")
        } catch {
            fail(error.connectorError(settings))
        }
    }

    /// Puts back into the queue what nobody has taken.
    func giveBackWaiting() {
        let deliveries = waiting + link.assembly.finish(settings.queue)
        waiting = []
        for delivery in deliveries {
            let token = Self.nextToken()
            ledger.handedOut(delivery.tag...delivery.tag, token: token)
            outbox += ledger.giveBack(token, requeue: true)
        }
    }

    // MARK: - Depth

    /// Asks how many messages wait in the queue; the answer comes with the messages.
    private func askDepth(_ now: ContinuousClock.Instant) {
        guard failure == nil, lastDepth.map({ now - $0 >= timing.depth }) ?? true, link.isWritable else { return }
        lastDepth = now
        do {
            try link.askDepth(of: settings.queue)
        } catch {
            fail(error.connectorError(settings))
        }
    }

    // MARK: - Closing

    /// Acknowledges what is settled, takes leave and frees everything; each step has its deadline.
    ///
    /// The consumer and `control()` have ended before.
    func close() async {
        outbox += ledger.acknowledgements(includingSingles: true)
        let deadline = ContinuousClock.now + timing.closeFlush
        while failure == nil, !flush(), failure == nil, ContinuousClock.now < deadline {
            await reactor.ready(link.descriptor, .write, until: deadline)
        }
        reactor.forget(link.descriptor)
        metrics.forget()
        let (link, isPolite) = (link, failure == nil && outbox.isEmpty)
        // Late verdicts find a session that does nothing any more.
        failure = failure ?? ConnectorError(.disconnected, "the session is closed")
        let milliseconds = timing.close.wholeMilliseconds
        do {
            // Channel and connection are closed one after the other, each within half of the time.
            try await AMQPOpening.threads.run(until: .now + timing.close + .seconds(1)) {
                link.close(isPolite: isPolite, milliseconds: milliseconds / 2)
            }
        } catch {
            logger.error("the connection could not be closed in time", metadata: [LogKey.error: "\(error)"])
        }
        reactor.stop()
    }
}
