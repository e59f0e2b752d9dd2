internal import ConnectorCore
internal import Logging
internal import Reactor

extension KafkaSession {
    /// Does what must go on whatever the consumer does, until the task is cancelled.
    func control() async {
        while !Task.isCancelled {
            drainSide()
            if !rebalances.isEmpty, !isSeeking {
                await perform(rebalances.removeFirst())
                continue
            }
            commitIfDue()
            await endRewinds()
            beginStallIfDue()
            await reactor.ready(sideBell.descriptor, .read, until: .now + timing.tick)
            sideBell.silence()
        }
    }

    // MARK: - Stalls

    /// When the consumer stays away, because the intake is full or its keeper is away, fetching is paused: the queue runs empty,
    /// rebalances and errors are seen to, and the group keeps us however long it takes.
    private func beginStallIfDue() {
        guard !isAsked else { return }
        if !isStalled, ContinuousClock.now - lastAsked > timing.stall {
            isStalled = true
            client.pause(table.partitions)
            logger.debug("fetching paused: the consumer is held up")
        }
        if isStalled { drainStalled() }
    }

    /// What was fetched before the pause is dropped here: it comes again from where we seek to.
    private func drainStalled() {
        while let event = client.poll() {
            if KafkaClient.isMessage(event) { KafkaClient.discard(event) } else { handle(event) }
        }
    }

    /// Goes on where the last batch ended.
    func endStall() async throws {
        try await seekAndResume(table.partitions.filter { rewinds[$0] == nil })
        isStalled = false
        logger.debug("fetching goes on")
    }

    // MARK: - Rewinds

    /// Stops the partitions until it is time to go back; others are not held up.
    func beginRewind(_ partitions: [TopicPartition], after pause: Duration) {
        guard !partitions.isEmpty else { return }
        client.pause(partitions)
        for partition in partitions { rewinds[partition] = .now + pause }
        sideBell.ring()
    }

    private func endRewinds() async {
        guard !isSeeking, !isStalled else { return }
        let now = ContinuousClock.now
        let due = rewinds.filter { $0.value <= now }.map(\.key)
        guard !due.isEmpty else { return }
        do {
            try await seekAndResume(due)
            for partition in due { rewinds[partition] = nil }
            table.finishRewinding(due)
        } catch {
            fail(error)
        }
        bell.ring()
    }

    /// Seeks while the partitions are paused, so that nothing from elsewhere comes in between, then lets them go on.
    private func seekAndResume(_ partitions: [TopicPartition]) async throws(ConnectorError) {
        isSeeking = true
        defer {
            isSeeking = false
            bell.ring()
        }
        let deadline = ContinuousClock.now + timing.lookup
        while true {
            let positions = table.positions(of: partitions)
            do {
                try await seek(positions)
                client.resume(positions.map(\.partition))
                return
            } catch {
                // Librdkafka drops a seek without a word when a fetch begins at the same moment.
                if ContinuousClock.now < deadline, !Task.isCancelled { continue }
                // A new session begins at what is committed: nothing is skipped.
                throw ConnectorError(.disconnected, "a partition could not be set back: \(error)")
            }
        }
    }

    private func seek(_ positions: [PartitionOffset]) async throws {
        guard !positions.isEmpty else { return }
        let (client, milliseconds) = (client, timing.seek.milliseconds)
        let results = try await BlockingThreads.run(until: .now + timing.lookup) {
            try client.seek(positions, milliseconds: milliseconds)
        }
        for result in results where result.code != .none && table.entries[result.partition] != nil {
            throw KafkaFailure(result.code, "\(result.partition): \(result.code)")
        }
    }
}

extension Duration {
    /// Whole milliseconds, for librdkafka.
    var milliseconds: Int32 {
        Int32(clamping: components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000)
    }
}
