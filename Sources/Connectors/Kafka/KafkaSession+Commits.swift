internal import ConnectorCore
internal import Logging
internal import Reactor

extension KafkaSession {
    /// A commit that the broker has not answered yet.
    struct Commit {
        let token: Int
        let sent: ContinuousClock.Instant
    }

    /// Commits what is settled once enough time has passed, or enough has come together.
    func commitIfDue() {
        let now = ContinuousClock.now
        guard now - lastCommit >= timing.commitInterval || settledSinceCommit >= timing.commitCount else { return }
        sendCommit()
    }

    /// Sends what is settled and not committed; its answer comes to ``commitAnswered(_:_:_:)``.
    func sendCommit(of partitions: [TopicPartition]? = nil) {
        if let commit {
            // Librdkafka answers every commit in the end; one that hangs must not keep us from a new one.
            guard ContinuousClock.now - commit.sent > .seconds(60) else { return }
        }
        lastCommit = .now
        settledSinceCommit = 0
        let due = table.due(in: partitions)
        guard !due.isEmpty else { return }
        lastCommitToken += 1
        do {
            try client.commit(due, token: lastCommitToken)
            commit = Commit(token: lastCommitToken, sent: .now)
        } catch {
            logger.warning("offsets could not be committed, will be again", metadata: [LogKey.error: "\(error)"])
        }
    }

    func commitAnswered(_ token: Int, _ code: KafkaCode, _ offsets: [PartitionOffset]) {
        if commit?.token == token { commit = nil }
        guard code == .none || code == .noOffset else {
            metrics.commitFailed()
            hasCommitEnded = code.meansOutOfGroup
            logger.warning("offsets were not committed, will be again", metadata: [LogKey.error: "\(code)"])
            return
        }
        table.confirm(offsets)
        for offset in offsets where offset.code != .none {
            metrics.commitFailed()
            logger.warning(
                "offset was not committed, will be again",
                metadata: ["partition": "\(offset.partition)", LogKey.error: "\(offset.code)"]
            )
        }
    }

    /// Commits what is settled until the broker has confirmed it, but not for ever.
    func commitAndWait(_ partitions: [TopicPartition]? = nil, within limit: Duration) async {
        let deadline = ContinuousClock.now + limit
        hasCommitEnded = false
        while true {
            await wait(until: deadline) { self.commit == nil }
            sendCommit(of: partitions)
            await wait(until: deadline) { self.commit == nil }
            if table.due(in: partitions).isEmpty { return }
            guard !Task.isCancelled, !hasCommitEnded, ContinuousClock.now + timing.commitRetry < deadline else { break }
            // Refused: the coordinator may be on the move, or the group be sharing out anew.
            try? await reactor.sleep(until: .now + timing.commitRetry)
        }
        logger.warning("offsets were not committed in time: messages will be delivered again")
    }

    /// Serves the side queue until a condition holds, the deadline passes or the task is cancelled.
    func wait(until deadline: ContinuousClock.Instant, _ condition: () -> Bool) async {
        drainSide()
        while !condition(), !Task.isCancelled, ContinuousClock.now < deadline {
            await reactor.ready(sideBell.descriptor, .read, until: min(deadline, .now + timing.tick))
            sideBell.silence()
            drainSide()
        }
    }
}
