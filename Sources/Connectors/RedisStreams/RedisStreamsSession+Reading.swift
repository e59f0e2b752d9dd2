internal import ConnectorCore
internal import Logging
internal import Reactor
internal import Redis

extension RedisStreamsSession {
    /// Brings entries for as long as there is room, until the task is cancelled or Redis says no.
    func read() async {
        do {
            for stream in settings.streams.indices { try await recover(stream) }
            var nextTakeOver = ContinuousClock.now
            while !Task.isCancelled {
                guard await hasRoom() else { continue }
                if nextTakeOver <= .now {
                    let isComplete = try await takeOver()
                    nextTakeOver = isComplete ? .now + min(timing.takeOver, settings.lease / 2) : .now
                } else {
                    try await readNew(for: min(timing.block, ContinuousClock.now.duration(to: nextTakeOver)))
                }
            }
        } catch let error as RedisError {
            fail(connectorError(error))
        } catch is CancellationError {
            // Closing.
        } catch {
            fail(ConnectorError(.protocolFailure, "entries could not be read: \(error)"))
        }
    }

    private func hasRoom() async -> Bool {
        if ledger.room > 0 { return true }
        await roomBell.wait()
        return false
    }

    private func admit(_ entries: [StreamEntry]) {
        let deleted = entries.filter { $0.fields == nil }.map(\.place)
        let present = entries.filter { $0.fields != nil }
        if let largest = present.map(\.size).max() { entryBytes = max(largest, entryBytes - entryBytes / 8) }
        if ledger.admit(present) > 0 { newsBell.ring() }
        forget(deleted)
    }

    /// How many entries one read may bring: what there is room for, and what is meant to fit into a batch.
    private var countToRead: Int {
        max(1, min(ledger.room, timing.chunk, timing.batchBytes / max(1, entryBytes)))
    }

    // MARK: - What this consumer held before

    /// Takes up again what a session of the same name has left.
    private func recover(_ stream: Int) async throws {
        var last = StreamID.zero
        while !Task.isCancelled {
            guard await hasRoom() else { continue }
            let reply = try await readGroup([stream], after: last.description, count: countToRead, block: nil)
            guard let end = reply.last?.place.id else { return }
            last = end
            admit(reply)
        }
    }

    // MARK: - What is new

    private func readNew(for time: Duration) async throws {
        let streams = streamsToRead()
        let count = max(1, countToRead / streams.count)
        do {
            admit(try await readGroup(streams, after: ">", count: count, block: time))
        } catch let error as RedisError where error.code == .noGroup {
            try await remakeGroups()
        }
    }

    /// All streams; when there is not room for one entry of each, some of them in turn.
    private func streamsToRead() -> [Int] {
        let count = min(settings.streams.count, countToRead)
        let streams = (0..<count).map { (firstStream + $0) % settings.streams.count }
        if count < settings.streams.count { firstStream = (firstStream + count) % settings.streams.count }
        return streams
    }

    private func readGroup(_ streams: [Int], after id: String, count: Int, block: Duration?) async throws
        -> [StreamEntry]
    {
        guard let reading else { throw RedisError(.closed, "the session is closed") }
        var command: [RedisArgument] = [
            "XREADGROUP", "GROUP", .text(settings.group), .text(consumer), "COUNT", .integer(Int64(count)),
        ]
        if let block { command += ["BLOCK", .integer(max(1, block.milliseconds))] }
        command.append("STREAMS")
        command += streams.map { .text(settings.streams[$0]) } + streams.map { _ in .text(id) }
        let reply = try await reading.send(RedisCommand(command), within: (block ?? .zero) + .seconds(5))
        if reply.isNull { return [] }
        return try reply.requireElements().flatMap { element -> [StreamEntry] in
            let parts = try element.requireElements()
            guard parts.count == 2, let name = parts[0].text,
                let stream = settings.streams.firstIndex(of: name)
            else { throw RedisError(.unexpectedReply, "expected a stream's name in a reply, got \(element.kind)") }
            return try StreamEntry.list(parts[1], stream: stream)
        }
    }

    // MARK: - What others have left

    /// Takes over what nobody has renewed for a lease.
    ///
    /// - Returns: whether all streams were searched to their end.
    private func takeOver() async throws -> Bool {
        var isComplete = true
        for stream in settings.streams.indices where ledger.room > 0 {
            let command = RedisCommand(
                "XAUTOCLAIM",
                .text(settings.streams[stream]),
                .text(settings.group),
                .text(consumer),
                .integer(settings.lease.milliseconds),
                .text(cursors[stream]),
                "COUNT",
                .integer(Int64(countToRead))
            )
            do {
                let parts = try await client.send(command).requireElements()
                guard parts.count >= 2, let cursor = parts[0].text else {
                    throw RedisError(.unexpectedReply, "expected a cursor and entries in a reply")
                }
                cursors[stream] = cursor
                if cursor != "0-0" { isComplete = false }
                let entries = try StreamEntry.list(parts[1], stream: stream)
                if !entries.isEmpty {
                    logger.info(
                        "entries that a consumer has left were taken over",
                        metadata: [LogKey.count: "\(entries.count)"]
                    )
                }
                admit(entries)
            } catch let error as RedisError where error.code == .noGroup {
                try await remakeGroups()
            }
        }
        return isComplete
    }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
    }
}
