internal import Postgres

/// What is done with `redis_state`. By primary key.
enum StateStatements {
    /// The marker of one shard.
    static let redis = PostgresStatement(
        "state.redis",
        "SELECT marker, verified_at FROM redis_state WHERE shard = $1"
    )

    /// Sets the marker of one shard, and up to when all is well.
    static let setRedis = PostgresStatement(
        "state.set_redis",
        """
        INSERT INTO redis_state (shard, marker, verified_at) VALUES ($1, $2, $3)
        ON CONFLICT (shard) DO UPDATE SET marker = excluded.marker, verified_at = excluded.verified_at
        """
    )
}
