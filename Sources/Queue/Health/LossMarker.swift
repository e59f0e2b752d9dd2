public import Redis

/// A value in Redis that is also kept in Postgres: when it is gone or differs, Redis has lost its data.
public struct LossMarker: Sendable {
    private let redis: RedisClient
    private let key: String

    /// Names the marker of a shard.
    public init(redis: RedisClient, shard: Int = 0, prefix: String = QueueKeys.defaultPrefix) {
        self.redis = redis
        key = QueueKeys(shard: shard, prefix: prefix).marker
    }

    /// Reads the marker; nil when there is none.
    public func read() async throws -> String? {
        try await redis.send(RedisCommand("GET", .text(key))).text
    }

    /// Sets the marker unless there is one.
    ///
    /// - Returns: the marker that holds now; of several workers that set it at once all get the same.
    public func establish(_ value: String) async throws -> String {
        let replies = try await redis.pipeline([
            RedisCommand("SET", .text(key), .text(value), "NX"), RedisCommand("GET", .text(key)),
        ])
        try replies.throwFirstFailure()
        guard let established = replies[1].text else { throw QueueReply.unexpected("a marker", replies[1]) }
        return established
    }
}
