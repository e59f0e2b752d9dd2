internal import Postgres

extension EventStore {
    /// How often a batch is written again that met a partition just being made.
    private static let attempts = 5

    /// Executes statements in one transaction and one round trip.
    ///
    /// A row that was on its way to the default partition, at the moment when the partition of its day is made, is
    /// refused by it; written again it finds its place. None of the tables written here has any other check.
    func write(_ queries: [PostgresQuery]) async throws -> [PostgresResult] {
        for _ in 1..<Self.attempts {
            do {
                return try await pool.byIndex(queries)
            } catch let error as PostgresError where error.sqlState == Self.checkViolation {
                continue
            }
        }
        return try await pool.byIndex(queries)
    }

    private static let checkViolation = "23514"
}
