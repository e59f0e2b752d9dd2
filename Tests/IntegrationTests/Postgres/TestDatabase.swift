internal import Foundation
internal import Logging
internal import Postgres
internal import Reactor
internal import TestSupport

/// A schema of one test in the database that the scripts have started.
struct TestDatabase {
    let url: String
    let reactor: Reactor

    /// The database of `LONGSHORE_TEST_POSTGRES_URL`.
    static func configuredURL() throws -> String {
        guard let url = ProcessInfo.processInfo.environment["LONGSHORE_TEST_POSTGRES_URL"], !url.isEmpty else {
            throw TestFailure(
                "LONGSHORE_TEST_POSTGRES_URL is not set: run `make test`, or name a PostgreSQL to test with"
            )
        }
        return url
    }

    /// Makes a schema, lends it, and drops it whatever happens.
    static func with<Value: Sendable>(_ body: (TestDatabase) async throws -> Value) async throws -> Value {
        let url = try configuredURL()
        let schema = "test_\(UUID().uuidString.prefix(8).lowercased())"
        let reactor = Reactor.start(name: "pg-test")
        let database = TestDatabase(url: url.withSearchPath(schema), reactor: reactor)
        let owner = try await PostgresConnection.open(url: url, on: reactor, deadline: .soon)
        try await owner.script("CREATE SCHEMA \(schema)", deadline: .soon)
        let result: Result<Value, any Error>
        do { result = .success(try await body(database)) } catch { result = .failure(error) }
        try await owner.script("DROP SCHEMA \(schema) CASCADE", deadline: .soon)
        await owner.close()
        reactor.stop()
        return try result.get()
    }

    /// A connection outside of any pool.
    static func withConnection<Value: Sendable>(
        _ body: (PostgresConnection) async throws -> Value
    ) async throws -> Value {
        try await with { database in
            let connection = try await database.open()
            let result: Result<Value, any Error>
            do { result = .success(try await body(connection)) } catch { result = .failure(error) }
            await connection.close()
            return try result.get()
        }
    }

    /// A pool on a fresh schema.
    static func withPool<Value: Sendable>(
        size: Int = 2,
        _ body: (PostgresPool) async throws -> Value
    ) async throws -> Value {
        try await with { database in
            let pool = try database.pool(size: size)
            let result: Result<Value, any Error>
            do { result = .success(try await body(pool)) } catch { result = .failure(error) }
            await pool.close()
            return try result.get()
        }
    }

    func open() async throws -> PostgresConnection {
        try await PostgresConnection.open(url: url, on: reactor, deadline: .soon)
    }

    func pool(size: Int = 2) throws -> PostgresPool {
        try PostgresPool(url: url, size: size, reactor: reactor, logger: .silent)
    }
}

extension Logger {
    /// Tests provoke the warnings; nobody needs to read them.
    static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}

extension ContinuousClock.Instant {
    /// Far enough for anything that works.
    static var soon: ContinuousClock.Instant { .now + .seconds(30) }
}

extension PostgresConnection {
    /// One unprepared statement.
    @discardableResult
    func run(_ sql: String, _ parameters: PostgresParameter...) async throws -> PostgresResult {
        try await run(PostgresStatement.unprepared(sql), parameters)
    }

    /// One statement.
    @discardableResult
    func run(_ statement: PostgresStatement, _ parameters: [PostgresParameter] = []) async throws -> PostgresResult {
        let results = try await execute([PostgresQuery(statement, parameters)], deadline: .soon)
        guard let result = results.first else { throw TestFailure("no result") }
        return result
    }

    func count(_ table: String) async throws -> Int {
        try await run("SELECT count(*) FROM \(table)")[0].int(0)
    }
}

extension String {
    fileprivate func withSearchPath(_ schema: String) -> String {
        if contains("://") { return self + (contains("?") ? "&" : "?") + "options=-csearch_path%3D\(schema)" }
        return self + " options='-csearch_path=\(schema)'"
    }
}

/// The `PostgresError` that a body ends with.
func postgresError(_ body: () async throws -> Void) async throws -> PostgresError {
    do { try await body() } catch let error as PostgresError { return error }
    throw TestFailure("there was no error")
}
