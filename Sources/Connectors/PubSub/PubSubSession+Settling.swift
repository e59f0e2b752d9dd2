internal import ConnectorCore
internal import HTTP
internal import Logging
internal import Reactor

extension PubSubSession {
    /// Tells Google what became of messages.
    func send(_ parcel: Outbox.Parcel, _ link: Link, timeout: Duration) async {
        let token = token
        let request: PubSubMetrics.Request = parcel.verdict == .acknowledge ? .acknowledge : .modify
        let failure =
            switch parcel.verdict {
            case .acknowledge:
                await link.client.acknowledge(parcel.ackIDs, token: token?.value, timeout: timeout)
            case .giveBack(let seconds):
                await link.client.setDeadline(
                    parcel.ackIDs,
                    seconds: seconds,
                    token: token?.value,
                    timeout: timeout
                )
            }
        defer { workBell.ring() }
        guard let failure else {
            outbox.succeeded()
            holdings.forget(parcel.leases)
            return answered(request)
        }
        if case .transport(let error) = failure, error.code == .cancelled {
            return outbox.failed(parcel, at: .now)
        }
        metrics.failed(request)
        if case .refused(let error) = failure {
            if let outcome = LeaseOutcome(error, of: parcel.leases) { return finish(parcel, outcome) }
            if error.code == 400 { return refused(parcel, error) }
        }
        outbox.failed(parcel, at: .now)
        logger.debug("messages were not settled, will be again", metadata: [LogKey.error: "\(failure)"])
        react(to: failure, of: request, link, used: token)
    }

    /// An exactly-once subscription says of each message what became of it.
    private func finish(_ parcel: Outbox.Parcel, _ outcome: LeaseOutcome) {
        holdings.forget(outcome.done)
        lost(outcome.lost)
        if outcome.again.isEmpty { outbox.succeeded() } else { outbox.failed(parcel, outcome.again, at: .now) }
    }

    /// Something in a request cannot be understood: looked for by halves, so that the others are settled.
    private func refused(_ parcel: Outbox.Parcel, _ error: GoogleError) {
        guard outbox.refused(parcel, at: .now) else { return }
        logger.warning(
            "an acknowledgement is refused and given up: its message comes again",
            metadata: [LogKey.error: "\(error)"]
        )
        lost(parcel.leases)
    }

    /// Leases that have run out: their messages come again, and are known by their position.
    private func lost(_ leases: [Holdings.Lease]) {
        guard !leases.isEmpty else { return }
        holdings.forget(leases)
        metrics.lostLeases(leases.count)
        logger.info("leases had run out: messages come again", metadata: [LogKey.count: "\(leases.count)"])
    }

    // MARK: - Leases

    /// Prolongs leases. One that could not be is looked at again at the next tick.
    func renew(_ leases: [Holdings.Lease], _ link: Link) async {
        let token = token
        let seconds = Int(settings.ackDeadline.components.seconds)
        let failure = await link.client.setDeadline(
            leases.map(\.ackID),
            seconds: seconds,
            token: token?.value,
            timeout: timing.request
        )
        guard let failure else { return answered(.modify) }
        if case .transport(let error) = failure, error.code == .cancelled { return }
        metrics.failed(.modify)
        if case .refused(let error) = failure, let outcome = LeaseOutcome(error, of: leases) {
            lost(outcome.lost)
            return holdings.renew(outcome.again, at: .now + timing.tick)
        }
        holdings.renew(leases, at: .now + timing.tick)
        logger.debug("leases were not prolonged, will be", metadata: [LogKey.error: "\(failure)"])
        if case .refused(let error) = failure, error.code == 400 { return }
        react(to: failure, of: .modify, link, used: token)
    }
}
