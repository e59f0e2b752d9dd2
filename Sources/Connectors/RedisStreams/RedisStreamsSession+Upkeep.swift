internal import ConnectorCore
internal import Logging
internal import Reactor
internal import Redis

extension RedisStreamsSession {
    /// Does what must go on whatever the consumer does, until the task is cancelled.
    func upkeep() async {
        let renewal = settings.lease / 3
        var nextRenewal = ContinuousClock.now + renewal
        var nextLag = ContinuousClock.now
        while !Task.isCancelled {
            await attempt { try await self.acknowledge() }
            if nextRenewal <= .now {
                nextRenewal = .now + renewal
                await attempt { try await self.renew() }
            }
            if nextLag <= .now {
                nextLag = .now + timing.lag
                await attempt { try await self.measureLag() }
            }
            if let due = ledger.nextRetry, due <= .now { newsBell.ring() }
            if ledger.isQuiet {
                isResting = true
                await workBell.wait(until: min(nextRenewal, nextLag))
                isResting = false
            }
            let tick = ContinuousClock.now + timing.tick
            await workBell.wait(until: ledger.nextRetry.map { min($0, tick) } ?? tick)
        }
    }

    /// Ends the long rest of `upkeep()`: something may fall due again.
    func disturb() {
        guard isResting else { return }
        isResting = false
        workBell.ring()
    }

    /// What fails because Redis is away is done again with the next tick; the reader finds out by itself.
    private func attempt(_ body: () async throws -> Void) async {
        do {
            try await body()
        } catch let error as RedisError {
            if error.isRetryable {
                isDegraded = true
                status.degraded(connectorError(error))
                logger.debug("upkeep will be tried again", metadata: [LogKey.error: "\(error)"])
            } else {
                fail(connectorError(error))
            }
        } catch is CancellationError {
            // Closing.
        } catch {
            fail(ConnectorError(.protocolFailure, "the session's upkeep failed: \(error)"))
        }
    }

    /// Takes back what was said of Redis being away; what others have said of the source stays.
    private func isBack() {
        guard isDegraded else { return }
        isDegraded = false
        status.connected()
    }

    // MARK: - Acknowledging

    /// Lets Redis forget what is settled.
    func acknowledge() async throws {
        let places = ledger.acknowledgeable
        guard !places.isEmpty else { return }
        try await send(places) { stream, ids in
            RedisCommand(["XACK", .text(self.settings.streams[stream]), .text(self.settings.group)] + ids)
        }
        ledger.acknowledged(places)
        metrics.acknowledged(places.count)
        isBack()
        roomBell.ring()
    }

    /// Entries that were deleted from their stream are forgotten in the group too.
    func forget(_ deleted: [EntryPlace]) {
        guard !deleted.isEmpty else { return }
        logger.debug("entries were deleted before they were read", metadata: [LogKey.count: "\(deleted.count)"])
        ledger.settleUnread(deleted)
        disturb()
    }

    /// Sends one kind of command about entries, in parts.
    func send(_ places: some Sequence<EntryPlace>, _ command: (Int, [RedisArgument]) -> RedisCommand) async throws {
        var commands: [RedisCommand] = []
        for (stream, places) in Dictionary(grouping: places, by: \.stream) {
            var rest = places[...]
            while !rest.isEmpty {
                commands.append(command(stream, rest.prefix(timing.chunk).map { .text($0.id.description) }))
                rest = rest.dropFirst(timing.chunk)
            }
        }
        let error = try await client.pipeline(commands).firstFailure
        // Without its group there is nothing to say; the reader makes a new one.
        if let error, error.code != .noGroup { throw error }
    }

    // MARK: - Keeping

    /// Says that the entries are still being worked on, so that nobody takes them over.
    private func renew() async throws {
        try await send(ledger.held) { stream, ids in
            let head: [RedisArgument] = [
                "XCLAIM", .text(self.settings.streams[stream]), .text(self.settings.group), .text(self.consumer), "0",
            ]
            return RedisCommand(head + ids + ["JUSTID"])
        }
    }

    // MARK: - Measuring

    /// Asks how many entries the group has not read yet; Redis says so from version 7 on.
    private func measureLag() async throws {
        var total: Int?
        for stream in settings.streams {
            let reply: RedisValue
            do {
                reply = try await client.send(RedisCommand("XINFO", "GROUPS", .text(stream)))
            } catch let error as RedisError where error.code == .permissionDenied {
                return logger.debug("the backlog is not known", metadata: [LogKey.error: "\(error)"])
            }
            guard let lag = try Self.lag(of: settings.group, in: reply) else { continue }
            metrics.lags(by: lag, stream)
            total = (total ?? 0) + lag
        }
        if let total { status.lags(by: total) }
        isBack()
    }

    /// Finds the group in what `XINFO GROUPS` answers: lists of names and values.
    static func lag(of group: String, in reply: RedisValue) throws(RedisError) -> Int? {
        for element in try reply.requireElements() {
            let words = try element.requireElements()
            var values: [String: RedisValue] = [:]
            for index in stride(from: 0, to: words.count - 1, by: 2) {
                if let name = words[index].text { values[name] = words[index + 1] }
            }
            guard values["name"]?.text == group else { continue }
            if case .integer(let lag)? = values["lag"] { return Int(clamping: lag) }
        }
        return nil
    }
}
