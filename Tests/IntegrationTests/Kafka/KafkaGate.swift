import AMQPSupport
import KafkaConnector
import TestSupport

@testable import KafkaConnector

/// A door in front of the broker for tests, which speaks plain text itself: it asks for a client certificate, for a token, or both.
///
/// `Tests/Judges/kafka_gate.py` is the door, and the identity provider that gives out the tokens.
struct KafkaGate: Sendable {
    private let child: ChildProcess
    private let port: Int
    private let tokens: Int?

    /// Where clients connect.
    var brokers: [String] { ["localhost:\(port)"] }

    /// What it has said so far, such as `token taken`.
    func count(of line: String) -> Int { child.output.split(separator: "\n").count { $0 == line } }

    /// Everything it has said, for failures.
    var output: String { child.output }

    /// Opens the door, lends it and closes it.
    ///
    /// - Parameter lifetime: How long tokens are good, in seconds; nil where none are asked for.
    static func with(
        certificates: Certificates? = nil,
        lifetime: Double? = nil,
        _ body: (KafkaGate) async throws -> Void
    ) async throws {
        let gate = try await KafkaGate(certificates, lifetime)
        let result: Result<Void, any Error>
        do { result = .success(try await body(gate)) } catch { result = .failure(error) }
        gate.child.kill9()
        try await gate.child.ended()
        try result.get()
    }

    private init(_ certificates: Certificates?, _ lifetime: Double?) async throws {
        let broker = KafkaBroker.address?.split(separator: ":").last.map(String.init) ?? ""
        let port = try freePort()
        var arguments = [Programs.root + "/Tests/Judges/kafka_gate.py", "--listen", "\(port)", "--broker", broker]
        if let certificates {
            arguments += ["--certificate", certificates.server, "--key", certificates.serverKey]
            arguments += ["--client-authority", certificates.authority]
        }
        var tokens: Int?
        if let lifetime {
            let port = try freePort()
            arguments += ["--tokens", "\(port)", "--lifetime", "\(lifetime)"]
            tokens = port
        }
        child = try ChildProcess("gate", Programs.python, arguments, folder: certificates?.folder ?? "/tmp")
        (self.port, self.tokens) = (port, tokens)
        try await TestSupport.eventually("the door is open") { isListening(port) }
    }

    /// Settings that get a token.
    func oauth(secret: String = "secret", scope: String = "kafka") -> KafkaSettings.OAuth {
        KafkaSettings.OAuth(
            endpoint: "http://127.0.0.1:\(tokens ?? 0)/token",
            clientID: "longshore",
            clientSecret: secret,
            scope: scope,
            extensions: [.init(name: "logicalCluster", value: "test"), .init(name: "pool", value: "p-1")]
        )
    }
}
