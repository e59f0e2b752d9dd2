internal import Domain
internal import Foundation
internal import TestSupport

/// A running emulator, and what tests ask of it beside the connector.
public final class EmulatorProcess: Sendable {
    /// The project of all that tests make.
    public static let project = "longshore-test"

    /// A message to publish.
    public struct Outgoing: Sendable {
        let data: [UInt8]
        let attributes: [String: String]
        let key: String?

        /// Makes a message; `key` is its ordering key.
        public init(_ data: [UInt8], attributes: [String: String] = [:], key: String? = nil) {
            self.data = data
            self.attributes = attributes
            self.key = key
        }
    }

    /// Where it listens.
    public let port: Int
    private let child: ChildProcess

    /// Its host and port.
    public var address: String { "127.0.0.1:\(port)" }
    private var base: String { "http://\(address)/v1/projects/\(Self.project)" }

    /// Starts an emulator and waits until it answers. A Java machine on a busy computer takes its time.
    public init(port: Int? = nil) async throws {
        let chosen = try port ?? freePort()
        self.port = chosen
        let jar = try Self.jar()
        // The shell becomes Java, so that killing it kills that; a watchman ends it when the tests were killed.
        let script = """
            (while kill -0 $$; do kill -0 "$3" || kill -9 $$; sleep 0.5; done) 2>/dev/null &
            exec java -Xmx512m -jar "$1" --host=127.0.0.1 --port="$2"
            """
        child = try ChildProcess(
            "pubsub-emulator",
            "/bin/sh",
            ["-c", script, "emulator", jar, "\(chosen)", "\(ProcessInfo.processInfo.processIdentifier)"],
            folder: NSTemporaryDirectory()
        )
        try await eventually("the Pub/Sub emulator answers", within: .seconds(90), every: .milliseconds(100)) {
            guard isListening(chosen) else { return false }
            return try await Web.get("http://127.0.0.1:\(chosen)/v1/projects/\(Self.project)/topics").status == 200
        }
    }

    /// Ends it; what it held is gone.
    public func stop() async throws {
        child.kill9()
        try await eventually("the emulator ends") { !isListening(port) }
        try? FileManager.default.removeItem(atPath: child.logPath)
    }

    /// Where Debian's package of Google's puts it; its name has the version.
    private static func jar() throws -> String {
        if let path = ProcessInfo.processInfo.environment["LONGSHORE_TEST_PUBSUB_EMULATOR"] { return path }
        let folder = "/usr/lib/google-cloud-sdk/platform/pubsub-emulator/lib"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        guard let name = names.first(where: { $0.hasPrefix("cloud-pubsub-emulator") && $0.hasSuffix(".jar") }) else {
            throw TestFailure("no Pub/Sub emulator in \(folder): run scripts/install test")
        }
        return "\(folder)/\(name)"
    }

    // MARK: - One for all

    private static let starting = Starting()

    private actor Starting {
        private var task: Task<EmulatorProcess, any Error>?

        func process() async throws -> EmulatorProcess {
            if let task { return try await task.value }
            let task = Task { try await EmulatorProcess() }
            self.task = task
            return try await task.value
        }
    }

    /// The one that all tests of a run share.
    public static func shared() async throws -> EmulatorProcess { try await starting.process() }

    // MARK: - Asking

    /// Makes a topic and a subscription of the same name.
    public func makeSubscription(_ name: String, settings: String = "") async throws {
        try await ask("PUT", "/topics/\(name)", "{}")
        let topic = "\"topic\":\"projects/\(Self.project)/topics/\(name)\""
        try await ask("PUT", "/subscriptions/\(name)", "{\(topic)\(settings.isEmpty ? "" : ",")\(settings)}")
    }

    /// Publishes over the emulator's REST API.
    public func publish(_ messages: [Outgoing], to topic: String) async throws {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("messages") { writer in
                writer.array { writer in
                    for message in messages { Self.write(message, to: &writer) }
                }
            }
        }
        try await ask("POST", "/topics/\(topic):publish", writer.text)
    }

    private static func write(_ message: Outgoing, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("data", Base64.encode(message.data))
            if let key = message.key { writer.member("orderingKey", key) }
            guard !message.attributes.isEmpty else { return }
            writer.member("attributes") { writer in
                writer.object { writer in
                    for (name, value) in message.attributes { writer.member(name, value) }
                }
            }
        }
    }

    private func ask(_ method: String, _ path: String, _ body: String) async throws {
        let answer = try await Web.send(method, base + path, body)
        guard answer.status == 200 else { throw TestFailure("\(method) \(path): \(answer.status) \(answer.body)") }
    }
}
