internal import Domain
internal import Postgres

extension EventStore {
    /// Forgets up to `limit` idempotency keys that were claimed longer ago than the window; answers how many.
    ///
    /// From then on an event with such a key is a new event.
    public func expireIdempotencyKeys(olderThan window: Duration, limit: Int = 10_000) async throws -> Int {
        try await expire(EventStatements.expireKeys, olderThan: window, limit: limit)
    }

    /// Deletes up to `limit` dead letters that were dealt with longer ago than this; answers how many. Those that were
    /// not dealt with stay for ever.
    public func expireDeadLetters(olderThan age: Duration, limit: Int = 1_000) async throws -> Int {
        try await expire(DeadLetterStatements.expire, olderThan: age, limit: limit)
    }

    private func expire(_ statement: PostgresStatement, olderThan age: Duration, limit: Int) async throws -> Int {
        try await pool.query(
            statement,
            .double(max(age, .zero).inSeconds),
            .int(Int64(limit))
        ).rowsAffected
    }
}
