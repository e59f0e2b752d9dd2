internal import Foundation
internal import Testing

@testable internal import Storage

@Suite("Migrations")
struct MigrationTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent()
        .appending(path: "../../Sources/Storage/Migrations")

    @Test("the list in the code is the folder, file by file")
    func folder() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path(percentEncoded: false))
            .sorted()
        #expect(files == Migration.all.map { String(format: "%04d_", $0.number) + $0.name + ".sql" })
        for (file, migration) in zip(files, Migration.all) {
            let text = try String(contentsOf: Self.folder.appending(path: file), encoding: .utf8)
            #expect(migration.sql == text)
        }
    }

    @Test("numbers run from 1 without gaps")
    func numbers() {
        #expect(Migration.all.map(\.number) == Array(1...Migration.all.count))
    }

    @Test("a checksum is the SHA-256 of the file")
    func checksum() {
        let migration = Migration(1, "a", sql: Array("abc".utf8))
        #expect(migration.checksum == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test("only a file that says so in its first line runs outside of a transaction")
    func outsideTransaction() {
        #expect(Migration(1, "a", sql: Array("-- migrate: no-transaction\nSELECT 1".utf8)).runsOutsideTransaction)
        #expect(!Migration(1, "a", sql: Array("SELECT 1\n-- migrate: no-transaction".utf8)).runsOutsideTransaction)
    }
}

@Suite("Migration plan")
struct MigrationPlanTests {
    private let known = [
        Migration(1, "initial", sql: Array("one".utf8)), Migration(2, "second", sql: Array("two".utf8)),
    ]

    private func applied(_ migration: Migration) -> MigrationPlan.Applied {
        .init(number: migration.number, name: migration.name, checksum: migration.checksum)
    }

    @Test("an empty database needs everything, one that has everything nothing")
    func pending() throws {
        #expect(try MigrationPlan(known: known, applied: []).pending == known)
        #expect(try MigrationPlan(known: known, applied: [applied(known[0])]).pending == [known[1]])
        #expect(try MigrationPlan(known: known, applied: known.map(applied)).pending.isEmpty)
    }

    @Test("a database with an unknown migration is newer than the program")
    func newer() {
        let error = #expect(throws: MigrationError.self) {
            try MigrationPlan(known: known, applied: [.init(number: 3, name: "third", checksum: "x")])
        }
        #expect(error?.code == .databaseIsNewer)
        #expect(error?.message.contains("third") == true)
    }

    @Test("a migration that was applied with other contents is refused")
    func changed() {
        let error = #expect(throws: MigrationError.self) {
            try MigrationPlan(known: known, applied: [.init(number: 1, name: "initial", checksum: "x")])
        }
        #expect(error?.code == .checksumDiffers)
    }
}
