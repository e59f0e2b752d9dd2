internal import ConnectorCore
internal import Logging
internal import Reactor

extension PubSubSession {
    /// Does what must go on whatever the consumer does, until the task is cancelled.
    func run() async {
        guard let link else { return }
        await withDiscardingTaskGroup { group in
            if let source = link.source { group.addTask { await self.keepToken(from: source, link) } }
            var nextTick = ContinuousClock.now + timing.tick
            while !Task.isCancelled {
                let now = ContinuousClock.now
                if isAdmitted(link, at: now) {
                    startPulls(in: &group, link, at: now)
                    startSettling(in: &group, link, at: now)
                    if now >= nextTick {
                        renewLeases(in: &group, link, at: now)
                        nextTick = now + timing.tick
                    }
                }
                if nextTick <= now { nextTick = now + timing.tick }
                metrics.record(pullsInFlight: pace.inFlight, held: holdings.count)
                await workBell.wait(until: wakeUp(nextTick, now))
            }
            group.cancelAll()
        }
    }

    /// Whether requests may go out: not without a token where one is asked for.
    private func isAdmitted(_ link: Link, at now: ContinuousClock.Instant) -> Bool {
        link.source == nil || token.map { $0.expiry > now } == true
    }

    /// When there may be something to do although nothing has rung.
    private func wakeUp(_ tick: ContinuousClock.Instant, _ now: ContinuousClock.Instant) -> ContinuousClock.Instant {
        var time = tick
        if let due = outbox.due, due > now { time = min(time, due) }
        if pullsFrom > now { time = min(time, pullsFrom) }
        return time
    }

    private func startPulls(
        in group: inout DiscardingTaskGroup,
        _ link: Link,
        at now: ContinuousClock.Instant
    ) {
        guard failure == nil, now >= pullsFrom, outbox.count <= 2 * settings.outstandingMessages else { return }
        while let pull = pace.next(held: holdings.count, heldBytes: holdings.bytes) {
            group.addTask { await self.perform(pull, link) }
        }
    }

    private func startSettling(
        in group: inout DiscardingTaskGroup,
        _ link: Link,
        at now: ContinuousClock.Instant
    ) {
        while let parcel = outbox.next(at: now) {
            group.addTask { await self.send(parcel, link, timeout: self.timing.request) }
        }
    }

    /// Prolongs the leases of what has been held for a while, so that nobody else gets it.
    private func renewLeases(
        in group: inout DiscardingTaskGroup,
        _ link: Link,
        at now: ContinuousClock.Instant
    ) {
        var due = holdings.due(at: now, next: now + settings.ackDeadline / 2)[...]
        while !due.isEmpty {
            let leases = Array(due.prefix(Outbox.largest))
            due = due.dropFirst(Outbox.largest)
            group.addTask { await self.renew(leases, link) }
        }
    }

    // MARK: - Being seen

    /// A request of that kind was answered as it should be.
    func answered(_ request: PubSubMetrics.Request) {
        if request != .token { isTokenProven = true }
        let isNews = isProbing && request == .pull
        if request == .pull {
            isProbing = false
            pullBackoff.reset()
        }
        let wasDegraded = !degradedBy.isEmpty
        degradedBy.remove(request)
        guard degradedBy.isEmpty, isNews || wasDegraded else { return }
        status.connected()
        if wasDegraded { logger.info("Pub/Sub answers again") }
    }

    /// A request failed; every such failure is judged here.
    func react(to failure: RequestFailure, of request: PubSubMetrics.Request, _ link: Link, used token: AccessToken?) {
        switch link.health.reaction(to: failure) {
        case .degrade(let error): degrade(error, by: request)
        case .renewToken: renewToken(refused: token, link)
        case .fail(let error): fail(error)
        }
    }

    func degrade(_ error: ConnectorError, by request: PubSubMetrics.Request) {
        status.degraded(error)
        if degradedBy.isEmpty { logger.warning("source is degraded", metadata: [LogKey.error: "\(error.message)"]) }
        degradedBy.insert(request)
    }
}
