internal import Domain
internal import Logging

extension ConnectorService {
    /// Back-pressure: while the worker is behind, nothing more is asked for. The session keeps itself alive meanwhile.
    func waitForRoom() async throws {
        let start = ContinuousClock.now
        try await insist("the intake does not say whether there is room") { try await intake.waitForRoom() }
        metrics.waitedForRoom(ContinuousClock.now - start)
    }

    /// Maps a batch, appends it and settles it; once begun it is finished even when the consumer is told to stop.
    func accept(_ batch: Batch, _ session: C.Session) async throws {
        let start = ContinuousClock.now
        let now = Timestamp.now()
        count(batch, at: now)
        try await shielded(grace: timing.grace) {
            var rest = batch.messages[...]
            while !rest.isEmpty {
                let piece = await map(rest, at: now)
                count(piece)
                try await append(piece.entries)
                rest = rest.dropFirst(piece.messages)
            }
            try await session.settle(batch, as: .accepted)
        }
        metrics.accepted(in: ContinuousClock.now - start)
    }

    /// Pure work, kept off the actor that the caller may run on.
    @concurrent
    private func map(_ messages: ArraySlice<Message>, at now: Timestamp) async -> MappedPiece {
        MappedPiece(of: messages, from: consumer.source, at: now)
    }

    /// Appends until it has succeeded, and is stored where the source asks for that: nothing that was taken from the broker is given up.
    private func append(_ entries: [IntakeEntry]) async throws {
        guard !entries.isEmpty else { return }
        try await insist("the intake does not take messages") { try await intake.append(entries) }
        guard consumer.source.acknowledgement == .persisted else { return }
        // What Redis has lost is appended again; what merely waits for its turn is too, so ever more seldom, and only where there is room.
        var patience = timing.storing
        while try await !insist(
            "it is not known what is stored",
            { try await intake.areStored(entries, within: patience) }
        ) {
            patience = min(patience * 2, timing.storing * 16)
            try await waitForRoom()
            try await insist("the intake does not take messages") { try await intake.append(entries) }
        }
    }

    /// Tries until it succeeds, with pauses, and shows what is wrong meanwhile.
    private func insist<Value>(_ trouble: String, _ body: () async throws -> Value) async throws -> Value {
        var backoff = Backoff(initial: timing.appendRetry, maximum: timing.appendRetryLimit)
        while true {
            do {
                let value = try await body()
                if backoff.failures > 0 { appendRecovered() }
                return value
            } catch {
                try Task.checkCancellation()
                appendFailed(error, backoff.failures, trouble)
                try await Task.sleep(for: backoff.next())
            }
        }
    }

    private func appendFailed(_ error: any Error, _ failures: Int, _ trouble: String) {
        metrics.appendFailed()
        consumer.status.degraded(ConnectorError(.disconnected, "\(trouble): \(error)"))
        guard failures == 0 else { return }
        consumer.logger.warning("intake is out of reach, trying until it is not", metadata: [LogKey.error: "\(error)"])
    }

    private func appendRecovered() {
        consumer.status.connected()
        consumer.logger.info("intake takes messages again")
    }

    private func count(_ batch: Batch, at now: Timestamp) {
        let bytes = batch.messages.reduce(0) { $0 + ($1.body?.count ?? 0) }
        metrics.received(messages: batch.messages.count, bytes: bytes)
        consumer.status.received(batch.messages.count, newest: batch.messages.last?.timestamp, at: now)
    }

    private func count(_ piece: MappedPiece) {
        let letters = piece.deadLetters
        for letter in letters {
            consumer.logger.debug(
                "message became a dead letter",
                metadata: ["position": "\(letter.position)", "dead_letter.id": "\(letter.id)"]
            )
        }
        metrics.mapped(deadLetters: letters.count, skipped: piece.skipped)
    }
}
