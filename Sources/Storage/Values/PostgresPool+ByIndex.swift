internal import Postgres

extension PostgresPool {
    /// Executes statements in one transaction and one round trip, planned as look-ups by index whatever the statistics
    /// say.
    func byIndex(_ queries: [PostgresQuery]) async throws -> [PostgresResult] {
        Array(try await pipeline([PostgresQuery(PlannerStatements.byIndex)] + queries).dropFirst())
    }

    /// Executes one statement, planned anew as look-ups by index whatever the statistics say.
    func plannedAnew(_ statement: PostgresStatement, _ parameters: PostgresParameter...) async throws -> PostgresResult
    {
        let queries = [PostgresQuery(PlannerStatements.byIndexPlannedAnew), PostgresQuery(statement, parameters)]
        guard let result = try await pipeline(queries).last else {
            throw StorageError(.unreadable, "PostgreSQL answered nothing")
        }
        return result
    }
}
