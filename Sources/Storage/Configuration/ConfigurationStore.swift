public import Domain
public import Postgres

/// Projects, API keys, sources, endpoints and subscriptions.
///
/// Every change makes the version grow and notifies ``ConfigurationStore/channel``, through triggers in the database.
public final class ConfigurationStore: ConfigurationDatabase {
    /// Where changes are notified, with the new version as payload.
    public static let channel = "longshore_configuration"

    /// Seals and opens what must not lie readable in the database.
    public let secretBox: SecretBox

    let pool: PostgresPool

    /// Makes a store on a database whose schema is up to date.
    public init(pool: PostgresPool, secretBox: SecretBox) {
        self.pool = pool
        self.secretBox = secretBox
    }

    /// Executes statements in one transaction and one round trip.
    public func execute(_ queries: [PostgresQuery]) async throws -> [PostgresResult] {
        do {
            return try await pool.pipeline(queries)
        } catch let error as PostgresError {
            throw StorageError(violationOf: error) ?? error
        }
    }

    /// Runs several operations in one transaction, one such transaction of the whole instance at a time: what is read
    /// in it stays true until it ends. When `body` throws, nothing has happened.
    public func withTransaction<Value: Sendable>(
        _ body: (ConfigurationTransaction) async throws -> Value
    ) async throws -> Value {
        try await pool.withConnection { connection in
            let transaction = ConfigurationTransaction(
                connection: connection,
                secretBox: secretBox,
                timeout: pool.timeout
            )
            _ = try await transaction.execute([
                PostgresQuery(ConfigurationStatements.begin), PostgresQuery(ConfigurationStatements.lock),
            ])
            do {
                let value = try await body(transaction)
                _ = try await transaction.execute([PostgresQuery(ConfigurationStatements.commit)])
                return value
            } catch {
                // If this fails too, the pool closes the connection, which has the same effect.
                _ = try? await transaction.execute([PostgresQuery(ConfigurationStatements.rollback)])
                throw error
            }
        }
    }
}
