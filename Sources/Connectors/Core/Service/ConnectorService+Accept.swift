internal import Domain
internal import Logging

extension ConnectorService {
    /// Back-pressure: while the worker is behind, nothing more is asked for. The session keeps itself alive meanwhile.
    func waitForRoom() async throws {
        let start = ContinuousClock.now
        var backoff = Backoff(initial: timing.appendRetry, maximum: timing.appendRetryLimit)
        while true {
            do {
                try await intake.waitForRoom()
                break
            } catch {
                try Task.checkCancellation()
                appendFailed(error, backoff.failures)
                try await Task.sleep(for: backoff.next())
            }
        }
        if backoff.failures > 0 { appendRecovered() }
        metrics.waitedForRoom(ContinuousClock.now - start)
    }

    /// Maps a batch, appends it and settles it; once begun it is finished even when the consumer is told to stop.
    func accept(_ batch: Batch, _ session: C.Session) async throws {
        let start = ContinuousClock.now
        let now = Timestamp.now()
        let entries = await map(batch, at: now)
        count(batch, entries, at: now)
        try await shielded(grace: timing.grace) {
            try await append(entries)
            try await session.settle(batch, as: .accepted)
        }
        metrics.accepted(in: ContinuousClock.now - start)
    }

    /// Pure work, kept off the actor that the caller may run on.
    @concurrent
    private func map(_ batch: Batch, at now: Timestamp) async -> [IntakeEntry] {
        let source = consumer.source
        return batch.messages.map { source.mapping.entry(for: $0, source: source, now: now) }
    }

    /// Appends until it has succeeded: nothing that was taken from the broker is given up because the intake is away.
    private func append(_ entries: [IntakeEntry]) async throws {
        var backoff = Backoff(initial: timing.appendRetry, maximum: timing.appendRetryLimit)
        while true {
            do {
                try await intake.append(entries)
                if backoff.failures > 0 { appendRecovered() }
                return
            } catch {
                try Task.checkCancellation()
                appendFailed(error, backoff.failures)
                try await Task.sleep(for: backoff.next())
            }
        }
    }

    private func appendFailed(_ error: any Error, _ failures: Int) {
        metrics.appendFailed()
        consumer.status.degraded(ConnectorError(.disconnected, "the intake does not take messages: \(error)"))
        guard failures == 0 else { return }
        consumer.logger.warning(
            "intake does not take messages, trying until it does",
            metadata: [LogKey.error: "\(error)"]
        )
    }

    private func appendRecovered() {
        consumer.status.connected()
        consumer.logger.info("intake takes messages again")
    }

    private func count(_ batch: Batch, _ entries: [IntakeEntry], at now: Timestamp) {
        var deadLetters = 0
        for case .deadLetter(let letter) in entries {
            deadLetters += 1
            consumer.logger.debug(
                "message became a dead letter",
                metadata: ["position": "\(letter.position)", "dead_letter.id": "\(letter.id)"]
            )
        }
        let bytes = batch.messages.reduce(0) { $0 + ($1.body?.count ?? 0) }
        metrics.received(messages: batch.messages.count, bytes: bytes, deadLetters: deadLetters)
        consumer.status.received(batch.messages.count, at: now)
    }
}
