internal import ConnectorCore
internal import Logging
internal import Reactor

extension KafkaSession {
    /// Answers a rebalance. Librdkafka waits for the answer; the group waits as long as `max.poll.interval.ms`.
    func perform(_ event: KafkaEvent) async {
        isRebalancing = true
        defer {
            isRebalancing = false
            bell.ring()
        }
        do {
            switch event {
            case .assign(let partitions): try await assign(partitions)
            case .revoke(let partitions): try await revoke(partitions)
            case .reset(let code):
                logger.warning("assignment is void", metadata: [LogKey.error: "\(code)"])
                client.unassignAll()
                forget(table.partitions)
            default: break
            }
        } catch {
            guard !Task.isCancelled else { return }
            fail(
                error as? ConnectorError
                    ?? ConnectorError(.disconnected, "partitions could not be taken over: \(error)")
            )
        }
    }

    private func assign(_ partitions: [TopicPartition]) async throws {
        let starts = try await lookUp(partitions)
        try client.assign(starts.map { PartitionOffset($0.partition, $0.offset) })
        for start in starts {
            table.assign(start.partition, at: start.offset, isPinned: start.isPinned, metadata: start.metadata)
        }
        if isStalled { client.pause(partitions) }
        health.assigned(partitions.lazy.map(\.topic))
        status.connected()
        logger.info("partitions assigned", metadata: ["partitions": "\(Self.list(partitions))"])
        if starts.contains(where: \.isPinned) { sendCommit() }
    }

    private func revoke(_ partitions: [TopicPartition]) async throws {
        table.beginRevoking(partitions)
        if client.hasLostAssignment {
            logger.warning(
                "partitions were given away before we knew",
                metadata: ["partitions": "\(Self.list(partitions))"]
            )
        } else {
            await wait(until: .now + timing.revokeDrain) { !self.table.hasUnsettled(partitions) }
            await commitAndWait(partitions, within: timing.revokeCommit)
            logger.info("partitions revoked", metadata: ["partitions": "\(Self.list(partitions))"])
        }
        forget(partitions)
        try client.unassign(partitions)
    }

    /// A pause of ours must not outlive our having the partition: librdkafka would keep it for the next time.
    private func forget(_ partitions: [TopicPartition]) {
        let paused = partitions.filter { isStalled || rewinds[$0] != nil }
        if !paused.isEmpty { client.resume(paused) }
        table.remove(partitions)
        for partition in partitions { rewinds[partition] = nil }
        metrics.forget(partitions)
    }

    private static func list(_ partitions: [TopicPartition]) -> String {
        let shown = partitions.sorted().prefix(20).map(\.description).joined(separator: ", ")
        return partitions.count > 20 ? "\(shown) and \(partitions.count - 20) more" : shown
    }

    // MARK: - Where to begin

    /// Finds where to go on in each partition; tries again while the broker does not answer, within limits.
    private func lookUp(_ partitions: [TopicPartition]) async throws -> [StartLookup.Start] {
        guard !partitions.isEmpty else { return [] }
        let lookup = StartLookup(client: client, start: settings.start, milliseconds: timing.lookup.milliseconds)
        let deadline = ContinuousClock.now + timing.lookups
        while true {
            do {
                return try await BlockingThreads.run(until: deadline) { try lookup.starts(of: partitions) }
            } catch let failure as KafkaFailure {
                try Task.checkCancellation()
                logger.warning("committed offsets cannot be read yet", metadata: [LogKey.error: "\(failure)"])
                let reaction = health.reaction(
                    to: failure,
                    isFatal: false,
                    in: .init(settings: settings, topic: nil, hasAssignment: false)
                )
                if case .fail(let error) = reaction { throw error }
                guard ContinuousClock.now < deadline else { throw failure }
                try await reactor.sleep(until: .now + .milliseconds(500))
                drainSide()
            }
        }
    }
}
