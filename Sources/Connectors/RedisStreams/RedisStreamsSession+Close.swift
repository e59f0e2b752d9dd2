internal import ConnectorCore
internal import Logging
internal import Reactor
internal import Redis

extension RedisStreamsSession {
    /// Acknowledges what is settled, gives back what is not, and frees everything; each step has its deadline.
    ///
    /// The consumer, the reader and the upkeep have ended before.
    func close() async {
        await reading?.close()
        await step("acknowledgements were not sent: entries will be delivered again", timing.closeAcknowledge) {
            try await self.acknowledge()
        }
        await step("entries were not given back: others get them once the lease has run out", timing.closeRelease) {
            for stream in self.settings.streams { try await self.release(stream) }
        }
        isClosed = true
        ledger.close()
        metrics.forget()
        newsBell.ring()
        await client.close()
        reactor.stop()
    }

    private func step(_ warning: Logger.Message, _ limit: Duration, _ body: @escaping @Sendable () async throws -> Void)
        async
    {
        // Where the session failed because Redis is away there is no point in waiting for it.
        if let failure, failure.isTransient { return }
        do {
            try await withThrowingTaskGroup { group in
                group.addTask { try await body() }
                group.addTask {
                    try await Task.sleep(for: limit)
                    throw RedisError(.timeout, "not within \(limit)")
                }
                defer { group.cancelAll() }
                _ = try await group.next()
            }
        } catch {
            logger.warning(warning, metadata: [LogKey.error: "\(error)"])
        }
    }

    /// Makes what this consumer still holds look as old as if its lease had run out, so that others take it at their next look.
    private func release(_ stream: String) async throws {
        let (key, group): (RedisArgument, RedisArgument) = (.text(stream), .text(settings.group))
        var start = "-"
        while true {
            let pending = RedisCommand(
                "XPENDING",
                key,
                group,
                .text(start),
                "+",
                .integer(Int64(timing.chunk)),
                .text(consumer)
            )
            let rows: [RedisValue]
            do {
                rows = try await client.send(pending).requireElements()
            } catch let error as RedisError where error.code == .noGroup {
                return
            }
            let ids = try rows.compactMap { try $0.requireElements().first?.text }
            guard let last = ids.last else { return }
            let head: [RedisArgument] = ["XCLAIM", key, group, .text(consumer), "0"]
            let age = settings.lease.milliseconds
            _ = try await client.send(
                RedisCommand(head + ids.map { .text($0) } + ["IDLE", .integer(age), "JUSTID"])
            )
            start = "(" + last
        }
    }
}
