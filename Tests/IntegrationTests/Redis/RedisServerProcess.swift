internal import Foundation
internal import Synchronization
internal import TestSupport

/// A Redis of one test, which may kill, freeze and restart it; its data is in a folder of its own.
final class RedisServerProcess: Sendable {
    private static let program = "/usr/bin/redis-server"

    let folder: String
    let port: Int
    private let child = Mutex<ChildProcess?>(nil)

    private init(folder: String, port: Int) {
        self.folder = folder
        self.port = port
    }

    var url: String { "redis://127.0.0.1:\(port)" }
    var socketPath: String { folder + "/redis.sock" }

    /// Starts a server with an append-only file that is written before every answer, lends it and takes it down.
    static func with<Value>(
        _ arguments: [String] = [],
        isStarted: Bool = true,
        _ body: (RedisServerProcess) async throws -> Value
    ) async throws -> Value {
        let folder = "/tmp/longshore-redis-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let server = RedisServerProcess(folder: folder, port: try freePort())
        let result: Result<Value, any Error>
        do {
            if isStarted { try await server.start(arguments) }
            result = .success(try await body(server))
        } catch {
            result = .failure(error)
        }
        try? await server.kill()
        try? FileManager.default.removeItem(atPath: folder)
        return try result.get()
    }

    func start(_ arguments: [String] = []) async throws {
        let process = try ChildProcess(
            "redis",
            Self.program,
            [
                "--port", "\(port)", "--bind", "127.0.0.1", "--unixsocket", socketPath, "--dir", folder, "--save", "",
                "--appendonly", "yes", "--appendfsync", "always", "--enable-debug-command", "yes",
            ] + arguments,
            folder: folder
        )
        child.withLock { $0 = process }
        let port = port
        try await eventually("Redis listens") { isListening(port) }
    }

    /// `kill -9`.
    func kill() async throws {
        let child = child.withLock { $0.take() }
        child?.kill9()
        try await child?.ended()
    }

    func restart(_ arguments: [String] = []) async throws {
        try await kill()
        try await start(arguments)
    }

    /// Stops the process where it stands; its sockets stay open.
    func freeze() { child.withLock { $0?.freeze() } }

    func thaw() { child.withLock { $0?.thaw() } }
}
