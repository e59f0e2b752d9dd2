public import Domain
public import Postgres

/// Where configuration is read and written: the store itself, each call on its own, or one transaction of it.
///
/// The operations are extensions of this protocol, so that they are the same in both places. Every one of them looks
/// only at the project it is given.
public protocol ConfigurationDatabase: Sendable {
    /// Seals and opens what must not lie readable in the database.
    var secretBox: SecretBox { get }

    /// Executes statements; all of them take effect, or none.
    func execute(_ queries: [PostgresQuery]) async throws -> [PostgresResult]
}

extension ConfigurationDatabase {
    func execute(_ statement: PostgresStatement, _ parameters: PostgresParameter...) async throws -> PostgresResult {
        let results = try await execute([PostgresQuery(statement, parameters)])
        guard let result = results.first else { throw StorageError(.unreadable, "PostgreSQL answered nothing") }
        return result
    }

    /// The one row that a statement always answers.
    func row(_ query: PostgresQuery) async throws -> PostgresRow {
        guard let row = try await execute([query]).first?.first else {
            throw StorageError(.unreadable, "PostgreSQL answered no row to \(query.statement.name)")
        }
        return row
    }
}
