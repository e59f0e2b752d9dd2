internal import ConnectorCore
internal import HTTP
internal import Logging
internal import Reactor

extension KafkaSession {
    /// Commits, leaves the group and frees everything; each step has its deadline, and none keeps the next from happening.
    ///
    /// The consumer and `control()` have ended before.
    func close() async {
        await commitAndWait(within: timing.closeCommit)
        await leave()
        client.silence()
        reactor.forget(bell.descriptor)
        reactor.forget(sideBell.descriptor)
        metrics.forget(table.partitions)
        await client.end(within: timing.destroy, logger)
        await endpoint?.http.shutdown()
        reactor.stop()
    }

    /// Leaves the group, so that others get our partitions at once and not after the session timeout.
    private func leave() async {
        do {
            try client.beginClose()
        } catch {
            return logger.debug("group was not left", metadata: [LogKey.error: "\(error)"])
        }
        let deadline = ContinuousClock.now + timing.leave
        while true {
            while let event = client.pollSide() { answerWhileClosing(event) }
            if client.isClosed { return }
            guard ContinuousClock.now < deadline else { break }
            await reactor.ready(sideBell.descriptor, .read, until: min(deadline, .now + .milliseconds(50)))
            sideBell.silence()
        }
        logger.warning("group was not left in time: its coordinator does not answer")
    }

    private func answerWhileClosing(_ event: KafkaEvent) {
        switch event {
        case .revoke(let partitions): try? client.unassign(partitions)
        case .assign, .reset: client.unassignAll()
        case .log: handle(event)
        default: break
        }
    }
}
