internal import Foundation

/// A PostgreSQL of one's own under `.longshore`, reached through a Unix socket.
///
/// It outlives a `kill -9` of its starter; the next start finds it running and takes it over. Data stays.
public struct EmbeddedPostgres: Sendable {
    /// The connection string of the database `longshore`.
    public let url: String

    private let binaries: String
    private let data: String
    private let sockets: String
    private let log: String
    private static let user = "postgres"

    /// Finds the server's programs and names its folders; starts nothing.
    /// - Throws: `EmbeddedError` when PostgreSQL is not installed.
    public init(in folder: EmbeddedFolder) async throws {
        binaries = try Self.findBinaries()
        data = try await folder.folder("postgres", owner: Self.user)
        sockets = try await folder.folder("postgres-socket", owner: Self.user)
        log = data + "/server.log"
        url = "postgresql:///longshore?host=\(sockets)&user=longshore"
    }

    /// Where the server of a folder listens, when one was made there earlier.
    public static func existingURL(in folder: EmbeddedFolder) -> String? {
        let sockets = folder.data + "/postgres-socket"
        guard FileManager.default.fileExists(atPath: sockets) else { return nil }
        return "postgresql:///longshore?host=\(sockets)&user=longshore"
    }

    /// Starts the server, making its data folder and its database on the first run.
    public func start() async throws {
        if !FileManager.default.fileExists(atPath: data + "/PG_VERSION") {
            try await command(
                "initdb",
                ["-D", data, "-U", "longshore", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
            ).check("initdb")
        }
        if try await command("pg_ctl", ["-D", data, "status"]).run().status != 0 {
            let options = [
                "-h ''", "-k '\(sockets)'", "-c unix_socket_permissions=0700", "-c max_connections=100",
                "-c shared_buffers=128MB", "-c wal_compression=on", "-c max_wal_size=2GB", "-c synchronous_commit=on",
            ].joined(separator: " ")
            do {
                try await command("pg_ctl", ["-D", data, "-l", log, "-w", "-t", "60", "-o", options, "start"])
                    .check("starting PostgreSQL")
            } catch {
                throw EmbeddedError("\(error); its log: \(log)")
            }
        }
        let exists = try await psql("SELECT 1 FROM pg_database WHERE datname = 'longshore'")
        if !exists.contains("1") { _ = try await psql("CREATE DATABASE longshore") }
    }

    /// Stops the server; sessions are ended, nothing committed is lost.
    public func stop() async throws {
        guard try await command("pg_ctl", ["-D", data, "status"]).run().status == 0 else { return }
        try await command("pg_ctl", ["-D", data, "-m", "fast", "-w", "stop"]).check("stopping PostgreSQL")
    }

    private func psql(_ sql: String) async throws -> String {
        try await command("psql", ["-h", sockets, "-U", "longshore", "-d", "postgres", "-tAqc", sql]).check("psql")
    }

    private func command(_ program: String, _ arguments: [String]) -> Command {
        Command(program: binaries + "/" + program, arguments: arguments, user: Self.user)
    }

    private static func findBinaries() throws -> String {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        guard let newest = versions.compactMap(Int.init).filter({ $0 >= 15 }).max() else {
            throw EmbeddedError(
                "PostgreSQL 15 or newer is not installed (looked in \(root)): apt-get install postgresql, "
                    + "or name a server with LONGSHORE_POSTGRES_URL and use `longshore run`"
            )
        }
        return "\(root)/\(newest)/bin"
    }
}
