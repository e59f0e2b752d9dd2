internal import Domain
internal import Postgres

extension EventStore {
    /// What Redis must still hold for a shard; nil before the first start.
    public func redisState(shard: Int = 0) async throws -> RedisState? {
        try await pool.query(StateStatements.redis, .int(Int64(shard))).first.map { row in
            RedisState(marker: try row.text(0), verifiedAt: try row.timestamp(1))
        }
    }

    /// Notes what Redis holds for a shard, and up to when every accepted event is known to have its deliveries.
    public func setRedisState(_ state: RedisState, shard: Int = 0) async throws {
        _ = try await pool.query(
            StateStatements.setRedis,
            .int(Int64(shard)),
            .text(state.marker),
            .timestamp(state.verifiedAt)
        )
    }
}
