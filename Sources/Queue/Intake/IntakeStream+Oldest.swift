internal import Redis

extension IntakeStream {
    /// The oldest entry that is not acknowledged; nil when there is none. Everything appended before it is done.
    public func oldest(shard: Int = 0) async throws -> StreamID? {
        let reply = try await redis.send(RedisCommand("XRANGE", .text(keys[shard].intake), "-", "+", "COUNT", "1"))
        return try reply.requireElements().first.map { try StreamEntry($0).id }
    }
}
