internal import ConnectorCore
internal import HTTP
internal import Logging
internal import Reactor

extension SQSSession {
    /// Lets what is out end, for a moment: messages of receives that are cut off are lost to everybody for the visibility
    /// timeout. One that waits at an empty queue is taken back.
    func drain() async {
        isClosing = true
        let deadline = ContinuousClock.now + timing.drain
        while plan.running > 0, ContinuousClock.now < deadline { await bell.wait(until: deadline) }
        for token in receiveTokens.values { http.cancel(token) }
        let last = deadline + timing.close / 2
        while plan.running + callsRunning > 0, ContinuousClock.now < last { await bell.wait(until: last) }
        // What still hangs does so in a service that hands out credentials: nothing more can be signed then.
        if plan.running + callsRunning > 0 { await http.shutdown() }
    }

    /// Deletes what is settled, gives back the rest, and frees everything, within a few seconds.
    ///
    /// The consumer and `control()` have ended before.
    func close() async {
        isClosing = true
        isClosed = true
        fail(ConnectorError(.disconnected, "the session is closed"))
        held.giveAllBack()
        if let connection, !held.entries.isEmpty { await finish(connection) }
        await http.shutdown()
        metrics.end()
        reactor.stop()
    }

    private func finish(_ connection: SQSConnection) async {
        let deadline = ContinuousClock.now + timing.close
        callsPausedUntil = .now
        await withTaskGroup { group in
            group.addTask { await self.finishAll(until: deadline) }
            group.addTask {
                // Throws when the others are done, and has nothing to do then.
                try? await self.reactor.sleep(until: deadline)
                if ContinuousClock.now >= deadline { await self.http.shutdown() }
            }
            await group.next()
            group.cancelAll()
        }
        guard !held.entries.isEmpty else { return }
        logger.warning(
            "messages were not given back in time: they come again after the visibility timeout",
            metadata: [LogKey.count: "\(held.entries.count)"]
        )
    }

    /// Several calls at a time, deletions first; what fails now is left to the visibility timeout.
    private func finishAll(until deadline: ContinuousClock.Instant) async {
        await withDiscardingTaskGroup { group in
            for _ in 0..<min(settings.receives, 8) {
                group.addTask { await self.finishSome(until: deadline) }
            }
        }
    }

    private func finishSome(until deadline: ContinuousClock.Instant) async {
        while ContinuousClock.now < deadline, callsPausedUntil <= .now {
            let deletes = held.nextDeletes()
            let work: Work
            if !deletes.isEmpty {
                work = .delete(deletes)
            } else {
                let returns = held.nextReturns()
                guard !returns.isEmpty else { return }
                work = .giveBack(returns)
            }
            callsRunning += 1
            await perform(work)
        }
    }
}
