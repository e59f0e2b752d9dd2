internal import Logging
internal import Postgres
internal import Storage
internal import TestSupport
internal import Testing

@Suite("Migrator", .timeLimit(.minutes(2)))
struct MigratorTests {
    /// The number of a migration that is not there yet.
    private static let next = Migration.all.count + 1

    @Test("an empty database gets everything, and a second run has nothing to do")
    func fromNothing() async throws {
        try await StorageDatabase.with(migrated: false) { database in
            let migrator = Migrator(pool: database.pool)
            let pending = try await migrator.pending()
            #expect(pending == Migration.all)
            #expect(try await database.run("SELECT to_regclass('schema_migration') IS NULL")[0].bool(0))
            #expect(try await migrator.migrate(logger: .silent) == Migration.all)
            #expect(try await migrator.pending().isEmpty)
            #expect(try await migrator.migrate(logger: .silent).isEmpty)
            #expect(try await database.count("schema_migration") == Migration.all.count)
        }
    }

    @Test("several migrators at once make each migration once")
    func atOnce() async throws {
        try await StorageDatabase.with(migrated: false) { database in
            let done = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<3 {
                    group.addTask { try await Migrator(pool: database.pool).migrate(logger: .silent).count }
                }
                return try await group.reduce(0, +)
            }
            #expect(done == Migration.all.count)
        }
    }

    @Test("a migration that fails is taken back whole and says why")
    func failure() async throws {
        try await StorageDatabase.with { database in
            let broken = Migration(
                number: Self.next,
                name: "broken",
                sql: "CREATE TABLE half (id int); SELECT * FROM missing_table;"
            )
            let migrator = Migrator(pool: database.pool, migrations: Migration.all + [broken])
            let error = await #expect(throws: MigrationError.self) { try await migrator.migrate(logger: .silent) }
            #expect(error?.code == .failed)
            #expect(error?.message.contains("\(Self.next) (broken)") == true)
            #expect(error?.message.contains("missing_table") == true)
            let isTakenBack = try await database.run("SELECT to_regclass('half') IS NULL")[0].bool(0)
            #expect(isTakenBack)
            #expect(try await migrator.pending() == [broken])

            let mended = Migration(number: Self.next, name: "mended", sql: "CREATE TABLE whole (id int)")
            let again = Migrator(pool: database.pool, migrations: Migration.all + [mended])
            #expect(try await again.migrate(logger: .silent) == [mended])
        }
    }

    @Test("an index can be built concurrently, outside of a transaction")
    func concurrently() async throws {
        try await StorageDatabase.with { database in
            let index = Migration(
                number: Self.next,
                name: "index",
                sql: "-- migrate: no-transaction\nCREATE INDEX CONCURRENTLY projects_type ON projects (type);"
            )
            let migrator = Migrator(pool: database.pool, migrations: Migration.all + [index])
            let done = try await migrator.migrate(logger: .silent)
            #expect(done == [index])
        }
    }

    @Test("a database of a newer version is refused, and so is one with other contents")
    func refusals() async throws {
        try await StorageDatabase.with { database in
            let migrator = Migrator(pool: database.pool)
            try await database.run("INSERT INTO schema_migration (number, name, checksum) VALUES (99, 'future', 'x')")
            let newer = await #expect(throws: MigrationError.self) { try await migrator.pending() }
            #expect(newer?.code == .databaseIsNewer)
            try await database.run("DELETE FROM schema_migration WHERE number = 99")
            try await database.run("UPDATE schema_migration SET checksum = 'x'")
            let other = await #expect(throws: MigrationError.self) { try await migrator.migrate(logger: .silent) }
            #expect(other?.code == .checksumDiffers)
        }
    }
}
