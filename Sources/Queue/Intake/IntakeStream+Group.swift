internal import Redis

extension IntakeStream {
    /// Makes the consumer group of every shard, and the streams; what is there already stays as it is.
    public func ensureGroup() async throws {
        for shard in keys.indices { try await ensureGroup(shard: shard) }
    }

    /// Makes the consumer group of one shard.
    ///
    /// It starts at the beginning of the stream: whatever is in a stream has not been acknowledged.
    func ensureGroup(shard: Int) async throws {
        do {
            _ = try await redis.send(
                RedisCommand("XGROUP", "CREATE", .text(keys[shard].intake), .text(Self.group), "0", "MKSTREAM")
            )
        } catch let error as RedisError where error.code == .busyGroup {}
    }

    /// Forgets consumers that have been silent for `idle` and hold nothing: the names of processes that are gone.
    ///
    /// - Returns: how many were removed.
    @discardableResult
    public func removeIdleConsumers(idle: Duration) async throws -> Int {
        let commands = keys.map {
            RedisCommand.script(
                RemoveIdleConsumersScript.script,
                keys: [$0.intake],
                arguments: [.text(Self.group), .integer(idle.wholeMilliseconds)]
            )
        }
        return try await redis.pipeline(commands).reduce(into: 0) { $0 += Int(try $1.requireInteger()) }
    }
}
