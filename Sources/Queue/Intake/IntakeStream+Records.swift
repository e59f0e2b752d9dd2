internal import Redis

extension IntakeStream {
    /// Turns entries that a consumer holds into records with their count of deliveries; those whose payload is
    /// deleted are acknowledged away.
    func records(of entries: [StreamEntry], shard: Int, consumer: String) async throws -> [IntakeRecord] {
        let deleted = entries.filter { $0.bytes == nil }.map(\.id)
        if !deleted.isEmpty { try await acknowledge(deleted, shard: shard) }
        guard let first = entries.first, let last = entries.last else { return [] }
        let pending = try await pending(
            shard: shard,
            from: first.id,
            through: last.id,
            limit: entries.count,
            consumer: consumer
        )
        let counts = Dictionary(pending.map { ($0.id, $0.deliveryCount) }) { first, _ in first }
        return entries.compactMap { entry in
            entry.bytes.map { IntakeRecord(id: entry.id, bytes: $0, deliveryCount: counts[entry.id] ?? 1) }
        }
    }

    /// Asks which entries are handed out and not acknowledged, in the order of the stream.
    func pending(
        shard: Int,
        from first: StreamID,
        through last: StreamID?,
        limit: Int,
        consumer: String? = nil,
        idle: Duration? = nil
    ) async throws -> [PendingEntry] {
        var arguments: [RedisArgument] = ["XPENDING", .text(keys[shard].intake), .text(Self.group)]
        if let idle { arguments += ["IDLE", .integer(idle.wholeMilliseconds)] }
        arguments += [
            .text(first.description), .text(last.map(\.description) ?? "+"), .integer(Int64(limit)),
        ]
        if let consumer { arguments.append(.text(consumer)) }
        return try await redis.send(RedisCommand(arguments)).requireElements().map { try PendingEntry($0) }
    }
}
