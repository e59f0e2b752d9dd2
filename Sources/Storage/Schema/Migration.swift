internal import Crypto

/// One numbered step of the schema, compiled into the executable; what was released never changes.
public struct Migration: Sendable, Equatable {
    /// Its place in the order, from 1 without gaps.
    public let number: Int
    /// What it does, in a word: the file's name without the number.
    public let name: String
    /// The statements.
    public let sql: String

    /// Whether it runs outside of a transaction, for what refuses to run in one: its first line says so.
    public var runsOutsideTransaction: Bool { sql.hasPrefix("-- migrate: no-transaction") }

    /// The SHA-256 of the statements in hexadecimal digits.
    public var checksum: String {
        SHA256.hash(data: Array(sql.utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// Makes a migration: for tests of the migrator, the real ones are in ``all``.
    public init(number: Int, name: String, sql: String) {
        self.number = number
        self.name = name
        self.sql = sql
    }

    init(_ number: Int, _ name: String, sql: [UInt8]) {
        self.init(number: number, name: name, sql: String(decoding: sql, as: UTF8.self))
    }

    /// All migrations, in their order. A test compares this list with the folder.
    ///
    /// SwiftPM names the bytes of a file after it and puts `_` in the place of the first digit.
    public static let all: [Migration] = [
        Migration(1, "initial", sql: PackageResources._001_initial_sql),
        Migration(2, "jobs", sql: PackageResources._002_jobs_sql),
    ]
}
