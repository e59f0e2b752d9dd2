internal import Redis

/// Takes entries of one shard in the name of one consumer, on a connection of its own.
///
/// One call of `next` at a time; the other methods may run beside it. Nothing gets lost between Redis and the caller: a
/// read that was cancelled, or whose answer never came, is made good by the next one, which first takes what Redis has
/// handed to this consumer beyond the last entry that it saw. Only what Redis hands to a connection that it does not
/// yet know to be gone comes later: with `claimAbandoned`, of this or any other consumer.
public actor IntakeReader {
    /// How long a read may take beyond the time it was told to wait.
    private static let grace = Duration.seconds(5)

    let stream: IntakeStream
    let shard: Int
    let consumer: String
    private var connection: RedisConnection?
    /// The last entry that came here; after `zero` comes everything that the consumer holds.
    private var position = StreamID.zero
    /// Whether Redis may have handed out entries that did not come here.
    private var isRecovering = true

    init(stream: IntakeStream, shard: Int, consumer: String) {
        self.stream = stream
        self.shard = shard
        self.consumer = consumer
    }

    var key: RedisArgument { .text(stream.keys[shard].intake) }

    /// Takes up to `limit` entries, waiting up to `block` for the first one; empty when none came.
    ///
    /// Entries taken before a restart under the same name come first, with their count of deliveries.
    public func next(limit: Int, block: Duration) async throws -> [IntakeRecord] {
        guard limit > 0 else { return [] }
        for _ in 0..<3 {
            do {
                return try await take(limit, block)
            } catch let error as RedisError where error.code == .noGroup {
                // Redis has lost its data, or somebody deleted the stream or the group.
                try await stream.ensureGroup(shard: shard)
                position = .zero
                isRecovering = true
            }
        }
        throw RedisError(
            .noGroup,
            "the consumer group of \(stream.keys[shard].intake) disappears as soon as it is made"
        )
    }

    /// Takes over entries that a consumer, maybe this one, has held for longer than `idle`; its process is gone.
    ///
    /// Those who work on entries for long say so with `renew`.
    public func claimAbandoned(idle: Duration, limit: Int) async throws -> [IntakeRecord] {
        try await AbandonedEntries(reader: self, idle: idle, limit: limit).claim()
    }

    /// Says that the entries are still being worked on, so that nobody takes them over.
    public func renew(_ ids: [StreamID]) async throws {
        var commands: [RedisCommand] = []
        for part in ids.chunks(of: IntakeStream.acknowledgeChunk) {
            let head: [RedisArgument] = ["XCLAIM", key, .text(IntakeStream.group), .text(consumer), "0"]
            commands.append(RedisCommand(head + part.map { .text($0.description) } + ["JUSTID"]))
        }
        let replies = try await stream.redis.pipeline(commands)
        // Without its group there is nothing to keep; the next read makes a new one.
        if let error = replies.firstFailure, error.code != .noGroup { throw error }
    }

    /// Gives the connection back; a later `next` opens a new one.
    public func close() async {
        await connection?.close()
        connection = nil
    }

    // MARK: - Reading

    private func take(_ limit: Int, _ block: Duration) async throws -> [IntakeRecord] {
        while isRecovering {
            let held = try await read(limit, after: position, block: .zero)
            guard let last = held.last else {
                isRecovering = false
                break
            }
            position = last.id
            let records = try await stream.records(of: held, shard: shard, consumer: consumer)
            if !records.isEmpty { return records }
        }
        isRecovering = true
        let entries = try await read(limit, after: nil, block: block)
        if let last = entries.last { position = last.id }
        isRecovering = false
        return entries.map { IntakeRecord(id: $0.id, bytes: $0.bytes ?? [], deliveryCount: 1) }
    }

    /// Reads what the consumer holds after an id, or new entries when there is none.
    private func read(_ limit: Int, after: StreamID?, block: Duration) async throws -> [StreamEntry] {
        var arguments: [RedisArgument] = [
            "XREADGROUP", "GROUP", .text(IntakeStream.group), .text(consumer), "COUNT", .integer(Int64(limit)),
        ]
        // Zero would wait for ever.
        let milliseconds = block.wholeMilliseconds
        if after == nil, milliseconds > 0 { arguments += ["BLOCK", .integer(milliseconds)] }
        arguments += ["STREAMS", key, .text(after.map(\.description) ?? ">")]
        let connection = try await openConnection()
        do {
            return try StreamEntry.ofRead(
                try await connection.send(RedisCommand(arguments), within: block + Self.grace)
            )
        } catch let error as RedisError where error.isReply {
            throw error
        } catch {
            // A read that is not answered would answer the next one's caller late: the connection is of no more use.
            await close()
            throw error
        }
    }

    private func openConnection() async throws -> RedisConnection {
        if let connection, await connection.isOpen { return connection }
        let opened = try await stream.redis.dedicated()
        connection = opened
        return opened
    }
}
