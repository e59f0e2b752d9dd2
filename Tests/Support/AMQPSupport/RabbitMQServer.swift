internal import Foundation
internal import Synchronization
internal import TestSupport

/// A RabbitMQ of the tests' own: free ports, its data in a folder of its own, ended by its own process id.
public final class RabbitMQServer: Sendable {
    /// Where everything of it lies.
    public let folder: String
    /// Where it speaks AMQP.
    public let port: Int
    /// Where it speaks AMQP over TLS, when it was given certificates.
    public let encryptedPort: Int
    let managementPort: Int
    private let distributionPort: Int
    private let registryPort: Int
    private let hasTLS: Bool
    private let child = Mutex<ChildProcess?>(nil)

    /// The server of the running suite, see ``RabbitMQTrait``.
    @TaskLocal public static var current: RabbitMQServer?

    private static let program = "/usr/lib/rabbitmq/bin/rabbitmq-server"

    private init(folder: String, certificates: Certificates?) throws {
        self.folder = folder
        port = try freePort()
        encryptedPort = try freePort()
        managementPort = try freePort()
        distributionPort = try freePort()
        registryPort = try freePort()
        hasTLS = certificates != nil
    }

    /// Starts a server, lends it, and takes it down whatever happens.
    public static func with<Value>(
        certificates: Certificates? = nil,
        _ body: (RabbitMQServer) async throws -> Value
    ) async throws -> Value {
        let folder = "/tmp/longshore-rabbitmq-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let server = try RabbitMQServer(folder: folder, certificates: certificates)
        let result: Result<Value, any Error>
        do {
            try server.configure(certificates)
            try await server.start()
            result = .success(try await body(server))
        } catch {
            result = .failure(error)
        }
        try await server.kill()
        try await server.endRegistry()
        try? FileManager.default.removeItem(atPath: folder)
        return try result.get()
    }

    private func configure(_ certificates: Certificates?) throws {
        var lines = [
            "listeners.tcp.1 = 127.0.0.1:\(port)", "management.tcp.ip = 127.0.0.1",
            "management.tcp.port = \(managementPort)", "collect_statistics_interval = 200", "loopback_users = none",
            "log.console = true", "log.file = false", "vm_memory_high_watermark.absolute = 1GB",
            "disk_free_limit.absolute = 10MB",
        ]
        if let certificates {
            lines += [
                "listeners.ssl.1 = 127.0.0.1:\(encryptedPort)", "ssl_options.cacertfile = \(certificates.authority)",
                "ssl_options.certfile = \(certificates.server)", "ssl_options.keyfile = \(certificates.serverKey)",
                "ssl_options.verify = verify_peer", "ssl_options.fail_if_no_peer_cert = false",
                "auth_mechanisms.1 = PLAIN", "auth_mechanisms.2 = EXTERNAL", "ssl_cert_login_from = common_name",
            ]
        }
        let configuration = lines.joined(separator: "\n") + "\n"
        try configuration.write(toFile: folder + "/rabbitmq.conf", atomically: true, encoding: .utf8)
        let plugins = "[rabbitmq_management,rabbitmq_auth_mechanism_ssl].\n"
        try plugins.write(toFile: folder + "/enabled_plugins", atomically: true, encoding: .utf8)
    }

    private var environment: [String: String] {
        [
            // Without a shell in between: the process id is the server's.
            "RUNNING_UNDER_SYSTEMD": "1", "HOME": folder, "RABBITMQ_NODENAME": "longshore-\(port)@localhost",
            "RABBITMQ_DIST_PORT": "\(distributionPort)", "ERL_EPMD_PORT": "\(registryPort)",
            "ERL_EPMD_ADDRESS": "127.0.0.1", "RABBITMQ_MNESIA_BASE": folder + "/data",
            "RABBITMQ_LOG_BASE": folder + "/log", "RABBITMQ_CONFIG_FILE": folder + "/rabbitmq",
            "RABBITMQ_ENABLED_PLUGINS_FILE": folder + "/enabled_plugins", "RABBITMQ_PID_FILE": folder + "/pid",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none",
        ]
    }

    // MARK: - Life

    /// Starts it, and waits until it speaks AMQP and answers questions.
    public func start() async throws {
        let process = try ChildProcess("rabbitmq", Self.program, [], environment: environment, folder: folder)
        child.withLock { $0 = process }
        do {
            try await eventually("RabbitMQ listens", within: .seconds(60)) {
                guard process.isRunning else { throw TestFailure("it has ended") }
                return isListening(self.port) && (!self.hasTLS || isListening(self.encryptedPort))
            }
            try await eventually("RabbitMQ answers", within: .seconds(30)) {
                try await self.ask("GET", "overview").status == 200
            }
        } catch {
            throw TestFailure("\(error):\n\(process.output.suffix(3_000))")
        }
    }

    /// `kill -9`.
    public func kill() async throws {
        let child = child.withLock { $0.take() }
        child?.thaw()
        child?.kill9()
        try await child?.ended()
    }

    /// Has it end by itself, and starts it again with all it had: also what it had not written yet, such as a queue just made.
    public func restartCleanly() async throws {
        // It takes no notice of SIGTERM.
        try await control("stop")
        try await child.withLock { $0 }?.ended(within: .seconds(60))
        child.withLock { $0 = nil }
        try await start()
    }

    /// Kills it, and starts it again with what it had written.
    public func restart() async throws {
        try await kill()
        try await start()
    }

    /// Stops it where it stands; its sockets stay open.
    public func freeze() { child.withLock { $0?.freeze() } }

    /// Lets it go on.
    public func thaw() { child.withLock { $0?.thaw() } }

    /// Has its operator's program do something, such as `set_vm_memory_high_watermark 0.4`.
    public func control(_ arguments: String...) async throws {
        try await run(
            "/usr/lib/rabbitmq/bin/rabbitmqctl",
            arguments,
            environment: environment,
            folder: folder,
            within: .seconds(60)
        )
    }

    /// Erlang leaves a registry of nodes behind; this one's has a port of its own.
    private func endRegistry() async throws {
        try await run(
            "/usr/bin/epmd",
            ["-port", "\(registryPort)", "-kill"],
            folder: folder,
            expecting: nil
        )
    }
}
