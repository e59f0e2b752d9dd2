internal import Foundation

/// A Redis of one's own under `.longshore`, reached through a Unix socket, with the settings that keep what it is given.
public struct EmbeddedRedis: Sendable {
    /// The address to connect to.
    public let url: String

    private let data: String
    private let socket: String
    private let server: String
    private let client: String

    /// Finds the server's programs and names its folder; starts nothing.
    /// - Throws: `EmbeddedError` when Redis is not installed.
    public init(in folder: EmbeddedFolder) async throws {
        server = try Self.find("redis-server")
        client = try Self.find("redis-cli")
        data = try await folder.folder("redis")
        socket = data + "/socket"
        url = "unix://\(socket)"
    }

    /// Where the server of a folder listens, when one was made there earlier.
    public static func existingURL(in folder: EmbeddedFolder) -> String? {
        let data = folder.data + "/redis"
        return FileManager.default.fileExists(atPath: data) ? "unix://\(data)/socket" : nil
    }

    /// Starts the server and waits until it answers.
    public func start() async throws {
        if await answers() { return }
        let settings = [
            "--port", "0", "--unixsocket", socket, "--unixsocketperm", "700", "--dir", data, "--daemonize", "yes",
            "--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--maxmemory-policy", "noeviction",
            "--pidfile", data + "/pid", "--logfile", data + "/server.log",
        ]
        try await Command(program: server, arguments: settings).check("starting Redis")
        let deadline = ContinuousClock.now + .seconds(60)
        while await !answers() {
            guard ContinuousClock.now < deadline else {
                throw EmbeddedError("Redis did not answer within 60 s; its log: \(data)/server.log")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Stops the server after its append-only file is written.
    public func stop() async throws {
        guard await answers() else { return }
        // The answer to SHUTDOWN is the connection's end, which redis-cli reports or not, depending on its version.
        _ = try await Command(program: client, arguments: ["-s", socket, "shutdown", "nosave"]).run()
        let deadline = ContinuousClock.now + .seconds(10)
        while await answers() {
            guard ContinuousClock.now < deadline else { throw EmbeddedError("Redis did not stop within 10 s") }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private func answers() async -> Bool {
        let result = try? await Command(program: client, arguments: ["-s", socket, "ping"]).run()
        return result?.output == "PONG"
    }

    private static func find(_ program: String) throws -> String {
        for folder in ["/usr/bin", "/usr/local/bin", "/usr/sbin"] {
            let path = folder + "/" + program
            if FileManager.default.isExecutableFile(atPath: path) { return path }
        }
        throw EmbeddedError(
            "\(program) is not installed: apt-get install redis-server, "
                + "or name a server with LONGSHORE_REDIS_URL and use `longshore run`"
        )
    }
}
