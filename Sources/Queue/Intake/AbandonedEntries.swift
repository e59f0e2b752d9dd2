internal import Redis
internal import Synchronization

/// One search for entries that nobody works on any more.
///
/// `XPENDING` and `XCLAIM` instead of `XAUTOCLAIM`: they tell the count of deliveries with the same call, work on
/// Redis 6.0, and treat deleted entries alike in all versions.
struct AbandonedEntries {
    /// Pending entries looked at per round trip.
    private static let page = 500

    let reader: IntakeReader
    let idle: Duration
    let limit: Int

    func claim() async throws -> [IntakeRecord] {
        var claimed: [IntakeRecord] = []
        var position: StreamID? = .zero
        while let start = position, claimed.count < limit {
            let pending: [PendingEntry]
            do {
                pending = try await self.pending(from: start)
            } catch let error as RedisError where error.code == .noGroup {
                return claimed
            }
            position = pending.count < Self.page ? nil : pending.last?.id.successor
            let candidates = pending.filter { $0.idle >= idle }.prefix(limit - claimed.count)
            if !candidates.isEmpty { claimed += try await claim(Array(candidates)) }
        }
        return claimed
    }

    /// Lets Redis leave out what is not old enough, where it can; an older one sends everything.
    private func pending(from start: StreamID) async throws -> [PendingEntry] {
        let stream = reader.stream
        if stream.filtersByIdle.load(ordering: .relaxed) {
            do {
                return try await stream.pending(
                    shard: reader.shard,
                    from: start,
                    through: nil,
                    limit: Self.page,
                    idle: idle
                )
            } catch let error as RedisError where error.code == .server {
                stream.filtersByIdle.store(false, ordering: .relaxed)
            }
        }
        return try await stream.pending(shard: reader.shard, from: start, through: nil, limit: Self.page)
    }

    private func claim(_ candidates: [PendingEntry]) async throws -> [IntakeRecord] {
        let stream = reader.stream
        let key = await reader.key
        let ids = candidates.map { RedisArgument.text($0.id.description) }
        let head: [RedisArgument] = [
            "XCLAIM", key, .text(IntakeStream.group), .text(reader.consumer), .integer(idle.wholeMilliseconds),
        ]
        // The time is part of the command: of two who claim the same entry, the second one finds it fresh.
        let replies = try await stream.redis.send(RedisCommand(head + ids)).requireElements()
        // Redis before 7 answers null for an entry whose payload is deleted.
        let entries = try replies.filter { !$0.isNull }.map { try StreamEntry($0) }
        let counts = Dictionary(candidates.map { ($0.id, $0.deliveryCount) }) { first, _ in first }
        try await dropDeleted(Set(counts.keys).subtracting(entries.map(\.id)))
        return entries.compactMap { entry in
            entry.bytes.map {
                IntakeRecord(id: entry.id, bytes: $0, deliveryCount: (counts[entry.id] ?? 0) + 1)
            }
        }
    }

    /// Acknowledges entries that have no payload any more; one that was just claimed by another consumer has one.
    private func dropDeleted(_ ids: Set<StreamID>) async throws {
        guard !ids.isEmpty else { return }
        let stream = reader.stream
        let ids = ids.sorted()
        let key = await reader.key
        let replies = try await stream.redis.pipeline(
            ids.map { id in
                RedisCommand("XRANGE", key, .text(id.description), .text(id.description), "COUNT", "1")
            }
        )
        var deleted: [StreamID] = []
        for (id, reply) in zip(ids, replies) where try reply.requireElements().isEmpty { deleted.append(id) }
        try await stream.acknowledge(deleted, shard: reader.shard)
    }
}
