internal import Domain
internal import Foundation
internal import Logging
internal import Postgres
internal import Reactor
internal import Storage
internal import TestSupport

/// A database of one test, migrated, on the server that the scripts have started.
struct StorageDatabase {
    let pool: PostgresPool
    let configuration: ConfigurationStore
    let store: EventStore
    let queries: EventQueries
    let partitions: Partitions

    private init(pool: PostgresPool, box: SecretBox) {
        self.pool = pool
        configuration = ConfigurationStore(pool: pool, secretBox: box)
        store = EventStore(pool: pool)
        queries = EventQueries(pool: pool)
        partitions = Partitions(pool: pool)
    }

    /// Makes a database, lends it, and drops it whatever happens.
    static func with<Value: Sendable>(
        migrated: Bool = true,
        _ body: (StorageDatabase) async throws -> Value
    ) async throws -> Value {
        let url = try TestDatabase.configuredURL()
        let name = "storage_\(UUID().uuidString.prefix(8).lowercased())"
        let reactor = Reactor.start(name: "storage-test")
        let owner = try await PostgresConnection.open(url: url, on: reactor, deadline: .soon)
        try await owner.run("CREATE DATABASE \(name)")
        let result: Result<Value, any Error>
        do {
            let pool = try PostgresPool(url: url.withDatabase(name), size: 4, reactor: reactor, logger: .silent)
            let database = StorageDatabase(pool: pool, box: try SecretBox(key: SecretBox.makeKey()))
            if migrated { _ = try await Migrator(pool: pool).migrate(logger: .silent) }
            do { result = .success(try await body(database)) } catch { result = .failure(error) }
            await pool.close()
        }
        try await owner.run("DROP DATABASE \(name) WITH (FORCE)")
        await owner.close()
        reactor.stop()
        return try result.get()
    }

    /// The rows of an unprepared statement.
    @discardableResult
    func run(_ sql: String, _ parameters: PostgresParameter...) async throws -> PostgresResult {
        let results = try await pool.pipeline([PostgresQuery(.unprepared(sql), parameters)])
        guard let result = results.first else { throw TestFailure("no result") }
        return result
    }

    func count(_ table: String) async throws -> Int {
        try await run("SELECT count(*) FROM \(table)")[0].int(0)
    }

    func project(_ name: String = "orders") async throws -> Project {
        try await configuration.createProject(name: name, kind: .outgoing)
    }

    func endpoint(_ name: String = "billing", project: ULID) async throws -> EndpointRow {
        try await configuration.createEndpoint(
            EndpointDraft(name: name, url: "https://example.com/\(name)"),
            secret: "whsec_\(name)",
            project: project
        )
    }
}

extension String {
    fileprivate func withDatabase(_ name: String) -> String {
        if contains("://") { return self + (contains("?") ? "&" : "?") + "dbname=\(name)" }
        return self + " dbname=\(name)"
    }
}
