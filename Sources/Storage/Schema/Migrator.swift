public import Logging
public import Postgres

/// Brings the schema up to date, forward only, one migrator at a time.
public struct Migrator: Sendable {
    private let pool: PostgresPool
    private let migrations: [Migration]

    /// How long one migration may take, or waiting for another migrator.
    private static let patience: Duration = .seconds(3600)

    /// Makes a migrator; tests give other migrations.
    public init(pool: PostgresPool, migrations: [Migration] = Migration.all) {
        self.pool = pool
        self.migrations = migrations
    }

    /// What is still to be done; changes nothing.
    /// - Throws: `MigrationError` when the database is newer than this program, or was migrated with other contents.
    public func pending() async throws -> [Migration] {
        try await pool.withConnection { try await pending(on: $0) }
    }

    /// Does what is still to be done, and answers what that was. Each migration is one transaction.
    /// - Throws: `MigrationError`; `PostgresError` when the database cannot be used.
    public func migrate(logger: Logger) async throws -> [Migration] {
        try await pool.withConnection { connection in
            try await waitForTurn(on: connection, logger: logger)
            do {
                let done = try await migrate(on: connection, logger: logger)
                try await execute(MigrationStatements.unlock, on: connection)
                return done
            } catch {
                // The lock goes with the connection.
                await connection.close()
                throw error
            }
        }
    }

    private func migrate(on connection: PostgresConnection, logger: Logger) async throws -> [Migration] {
        try await execute(MigrationStatements.create, on: connection)
        let pending = try await pending(on: connection)
        for migration in pending {
            do {
                try await apply(migration, on: connection)
            } catch let error as PostgresError where error.code == .query {
                throw MigrationError(
                    .failed,
                    "migration \(migration.number) (\(migration.name)) failed and was taken back: \(error)"
                )
            }
            logger.notice(
                "migration applied",
                metadata: ["migration.number": "\(migration.number)", "migration.name": "\(migration.name)"]
            )
        }
        return pending
    }

    private func apply(_ migration: Migration, on connection: PostgresConnection) async throws {
        let note = PostgresQuery(
            MigrationStatements.note,
            .int(Int64(migration.number)),
            .text(migration.name),
            .text(migration.checksum)
        )
        guard !migration.runsOutsideTransaction else {
            try await connection.script(migration.sql, deadline: .now + Self.patience)
            _ = try await connection.execute([note], deadline: .now + Self.patience)
            return
        }
        try await execute(ConfigurationStatements.begin, on: connection)
        try await connection.script(migration.sql, deadline: .now + Self.patience)
        _ = try await connection.execute([note], deadline: .now + Self.patience)
        try await execute(ConfigurationStatements.commit, on: connection)
    }

    private func pending(on connection: PostgresConnection) async throws -> [Migration] {
        var applied: [MigrationPlan.Applied] = []
        if try await execute(MigrationStatements.exists, on: connection).first?.bool(0) ?? false {
            applied = try await execute(MigrationStatements.applied, on: connection).map { row in
                .init(number: try row.int(0), name: try row.text(1), checksum: try row.text(2))
            }
        }
        return try MigrationPlan(known: migrations, applied: applied).pending
    }

    /// Asks again and again instead of waiting in the server: a statement that waits there holds a snapshot, for which
    /// building an index concurrently would wait in turn.
    private func waitForTurn(on connection: PostgresConnection, logger: Logger) async throws {
        let deadline = ContinuousClock.Instant.now + Self.patience
        var hasTold = false
        while try await execute(MigrationStatements.tryLock, on: connection).first?.bool(0) != true {
            guard .now < deadline else {
                throw MigrationError(
                    .failed,
                    "another process has been migrating this database for an hour; see what it does"
                )
            }
            if !hasTold { logger.notice("waiting for another process that migrates the database") }
            hasTold = true
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    @discardableResult
    private func execute(
        _ statement: PostgresStatement,
        on connection: PostgresConnection
    ) async throws -> PostgresResult {
        let results = try await connection.execute([PostgresQuery(statement)], deadline: .now + Self.patience)
        guard let result = results.first else { throw MigrationError(.failed, "PostgreSQL answered nothing") }
        return result
    }
}
