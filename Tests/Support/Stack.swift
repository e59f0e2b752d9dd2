public import Embedded
internal import Foundation
internal import Synchronization

/// A whole installation of one test: PostgreSQL, Redis and broker of its own, which it may kill and restart, and our processes.
public final class Stack: Sendable {
    /// Where everything of the test lies.
    public let folder: String
    /// Its PostgreSQL.
    public let postgres: EmbeddedPostgres
    /// Its Redis.
    public let redis: EmbeddedRedis
    /// The port of its broker.
    public let brokerPort: Int
    /// What seals the secrets in its database.
    public let secretKey: String

    private let broker = Mutex<ChildProcess?>(nil)

    /// The secret of every endpoint that tests make.
    public static let secret = "whsec_bG9uZ3Nob3JlLWRlbW8tc2VjcmV0LW5vdC1mb3ItcmVhbA=="

    private init(folder: String) async throws {
        self.folder = folder
        let embedded = try EmbeddedFolder(path: folder + "/state")
        postgres = try await EmbeddedPostgres(in: embedded)
        redis = try await EmbeddedRedis(in: embedded)
        secretKey = try embedded.secretKey()
        brokerPort = try freePort()
    }

    /// Starts an installation, lends it, and takes it down whatever happens.
    public static func with<Value>(_ body: (Stack) async throws -> Value) async throws -> Value {
        let folder = "/tmp/longshore-test-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o755]
        )
        let stack = try await Stack(folder: folder)
        let result: Result<Value, any Error>
        do {
            try await stack.postgres.start()
            try await stack.redis.start()
            try await stack.startBroker()
            try await stack.longshore(["migrate"])
            result = .success(try await body(stack))
        } catch {
            stack.showLogs()
            result = .failure(error)
        }
        stack.killBroker()
        try? await stack.redis.stop()
        try? await stack.postgres.stop()
        try? FileManager.default.removeItem(atPath: folder)
        return try result.get()
    }

    // MARK: - Ours

    /// The environment in which our programs find the installation.
    public var environment: [String: String] {
        [
            "LONGSHORE_POSTGRES_URL": postgres.url,
            "LONGSHORE_REDIS_URL": redis.url,
            "LONGSHORE_SECRET_KEY": secretKey,
            "LONGSHORE_ALLOW_PRIVATE_NETWORKS": "true",
            "LONGSHORE_LOG_LEVEL": ProcessInfo.processInfo.environment["LONGSHORE_LOG_LEVEL"] ?? "info",
        ]
    }

    /// Runs a command of ours to its end.
    @discardableResult
    public func longshore(_ arguments: [String], expecting status: Int32? = 0) async throws -> String {
        try await run(
            Programs.longshore,
            arguments,
            environment: environment,
            folder: folder,
            expecting: status
        )
    }

    /// Starts a command of ours that stays.
    public func start(_ arguments: [String], environment extra: [String: String] = [:]) throws -> ChildProcess {
        try ChildProcess(
            arguments.first ?? "longshore",
            Programs.longshore,
            arguments,
            environment: environment.merging(extra) { $1 },
            folder: folder
        )
    }

    /// Makes the database match a connectors.yaml.
    public func apply(_ yaml: String) async throws {
        let path = folder + "/connectors.yaml"
        try yaml.write(toFile: path, atomically: true, encoding: .utf8)
        try await longshore(["apply", "-f", path])
    }

    /// Makes an API key for everything.
    public func makeKey() async throws -> String {
        try await longshore(["keys", "create"]).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    // MARK: - The broker

    /// Where clients find its broker.
    public var brokerAddress: String { "127.0.0.1:\(brokerPort)" }

    /// Starts the broker, and waits until it listens.
    public func startBroker() async throws {
        let child = try ChildProcess(
            "broker",
            Programs.broker,
            ["start", "--only", "kafka", "--kafka-port", "\(brokerPort)", "--data-dir", folder + "/broker"],
            folder: folder
        )
        broker.withLock { $0 = child }
        let port = brokerPort
        try await eventually("the broker listens") { isListening(port) }
    }

    /// Ends the broker with `kill -9`.
    public func killBroker() {
        broker.withLock { broker in
            broker?.kill9()
            broker = nil
        }
    }

    /// Publishes lines with kcat, one message each.
    public func produce(_ lines: [String], topic: String, headers: [String] = [], key: String? = nil) async throws {
        var arguments = ["-b", brokerAddress, "-P", "-t", topic, "-X", "message.max.bytes=20000000"]
        for header in headers { arguments += ["-H", header] }
        if let key { arguments += ["-k", key] }
        try await run(
            Programs.kcat,
            arguments,
            folder: folder,
            input: lines.joined(separator: "\n") + "\n"
        )
    }

    /// The last lines of every log, for a test that failed.
    public func showLogs() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names.sorted() where name.hasSuffix(".log") {
            let text = (try? String(contentsOfFile: folder + "/" + name, encoding: .utf8)) ?? ""
            let tail = text.split(separator: "\n").suffix(15)
            if !tail.isEmpty { print("── \(name)\n" + tail.joined(separator: "\n")) }
        }
    }
}
