internal import ConnectorCore
internal import HTTP
internal import Logging
internal import Reactor

extension PubSubSession {
    /// Acknowledges what is settled, gives the rest back so that others get it at once, and frees everything.
    ///
    /// The consumer and `run()` have ended before.
    func close() async {
        isClosed = true
        fail(ConnectorError(.disconnected, "the session is closed"))
        outbox.add(.giveBack(seconds: 0), holdings.giveUp(), at: .now)
        if let link { await empty(link) }
        if !outbox.isEmpty {
            logger.warning(
                "not everything was settled in time: messages come again when their leases end",
                metadata: [LogKey.count: "\(outbox.count)"]
            )
        }
        metrics.record(pullsInFlight: 0, held: 0)
        await http.shutdown()
        reactor.stop()
    }

    /// Sends what is in the outbox, for as long as there is time.
    private func empty(_ link: Link) async {
        let deadline = ContinuousClock.now + timing.close
        // Without a token nobody listens.
        guard link.source == nil || token.map({ $0.expiry > .now }) == true else { return }
        while !outbox.isEmpty, ContinuousClock.now < deadline {
            await withDiscardingTaskGroup { group in
                while let parcel = outbox.next(at: .now, isFinal: true) {
                    let left = max(.milliseconds(100), deadline - .now)
                    group.addTask { await self.send(parcel, link, timeout: left) }
                }
            }
            guard let due = outbox.due, due > .now else { continue }
            // A reactor that ends its sleeps is being stopped: then there is nothing to wait for.
            guard (try? await reactor.sleep(until: min(due, deadline))) != nil else { return }
        }
    }
}
