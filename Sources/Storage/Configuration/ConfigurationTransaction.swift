public import Domain
public import Postgres

/// One transaction over the configuration; good only within ``ConfigurationStore/withTransaction(_:)``.
public struct ConfigurationTransaction: ConfigurationDatabase {
    let connection: PostgresConnection

    /// Seals and opens what must not lie readable in the database.
    public let secretBox: SecretBox

    let timeout: Duration

    /// Executes statements within the transaction; after an error nothing more can be done in it.
    public func execute(_ queries: [PostgresQuery]) async throws -> [PostgresResult] {
        do {
            return try await connection.execute(queries, deadline: .now + timeout)
        } catch let error as PostgresError {
            throw StorageError(violationOf: error) ?? error
        }
    }
}
