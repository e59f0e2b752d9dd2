public import Redis

/// The processes that take part in a pool, by the groups that would do the same work.
///
/// A member counts until its time is over; time is Redis' own.
public struct PoolMembers: Sendable {
    private let redis: RedisClient
    private let key: String

    /// Counts the members of one group under the given prefix.
    public init(redis: RedisClient, group: String, prefix: String = QueueKeys.defaultPrefix) {
        self.redis = redis
        key = QueueKeys(shard: 0, prefix: prefix).members(group)
    }

    /// Says that a member takes part for the time given.
    ///
    /// - Returns: how many take part now, this one among them.
    public func join(_ member: String, ttl: Duration) async throws -> Int {
        let arguments: [RedisArgument] = [.text(member), .integer(max(1, ttl.wholeMilliseconds))]
        return Int(try await redis.send(.script(Self.join, keys: [key], arguments: arguments)).requireInteger())
    }

    /// Says that a member takes part no more.
    public func leave(_ member: String) async throws {
        _ = try await redis.send(RedisCommand("ZREM", .text(key), .text(member))).requireInteger()
    }

    /// `KEYS[1]`: members by the time until which they count. `ARGV[1]` the member, `ARGV[2]` its time in milliseconds.
    private static let join = RedisScript(
        name: "pool.join",
        source: """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
            redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
            redis.call('PEXPIRE', KEYS[1], ARGV[2])
            return redis.call('ZCARD', KEYS[1])
            """
    )
}
