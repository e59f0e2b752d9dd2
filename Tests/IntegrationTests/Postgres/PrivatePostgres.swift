internal import Foundation
internal import Glibc
internal import Postgres
internal import Reactor
internal import TestSupport

/// A PostgreSQL of one test, on a Unix socket, that the test may stop and start.
///
/// It runs as our own child and not as a daemon, so that it never outlives the tests by accident.
final class PrivatePostgres {
    let socketFolder: String
    private let data: String
    private var process: Process?

    /// The newest version that is installed, where Debian puts it.
    private static let binaries: String = {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return "\(root)/\(versions.compactMap(Int.init).max() ?? 15)/bin"
    }()

    var url: String { "postgresql:///postgres?host=\(socketFolder)&user=longshore" }

    /// Starts a server, lends it with a reactor, and takes both down whatever happens.
    static func with(_ body: (PrivatePostgres, Reactor) async throws -> Void) async throws {
        let server = try PrivatePostgres()
        let reactor = Reactor.start(name: "pg-private")
        let result: Result<Void, any Error>
        do {
            try await server.start(on: reactor)
            result = .success(try await body(server, reactor))
        } catch {
            result = .failure(error)
        }
        try await server.stop()
        reactor.stop()
        try FileManager.default.removeItem(atPath: server.socketFolder)
        try result.get()
    }

    private init() throws {
        socketFolder = "/tmp/longshore-pg-\(UUID().uuidString.prefix(8))"
        data = socketFolder + "/data"
        try Self.run("/usr/bin/install", ["-d"] + (geteuid() == 0 ? ["-o", "postgres"] : []) + [socketFolder])
        let options = ["-D", data, "-U", "longshore", "--auth=trust", "--no-sync", "--locale=C.UTF-8"]
        let initdb = Self.command("initdb", options)
        try Self.run(initdb.program, initdb.arguments)
    }

    func start(on reactor: Reactor) async throws {
        let command = Self.command("postgres", ["-D", data, "-k", socketFolder, "-h", "", "-c", "fsync=off"])
        process = try Self.spawn(command.program, command.arguments)
        try await eventually("PostgreSQL starts") {
            let connection = try await PostgresConnection.open(url: url, on: reactor, deadline: .soon)
            await connection.close()
            return true
        }
    }

    /// A fast shutdown: sessions are ended.
    func stop() async throws {
        guard let process else { return }
        kill(process.processIdentifier, SIGINT)
        try await eventually("PostgreSQL stops") { !process.isRunning }
        self.process = nil
    }

    /// PostgreSQL refuses to run as root.
    private static func command(_ name: String, _ arguments: [String]) -> (program: String, arguments: [String]) {
        let program = "\(binaries)/\(name)"
        guard geteuid() == 0 else { return (program, arguments) }
        let user = ["--reuid", "postgres", "--regid", "postgres", "--clear-groups", "--", program]
        return ("/usr/bin/setpriv", user + arguments)
    }

    private static func spawn(_ program: String, _ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    private static func run(_ program: String, _ arguments: [String]) throws {
        let process = try spawn(program, arguments)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw TestFailure("\(program) failed") }
    }
}
