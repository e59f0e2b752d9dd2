import ConnectorContract
import Domain
import Foundation
import HTTP
import Reactor
import Synchronization
import TestSupport

@testable import SQSConnector

/// A server that speaks SQS's protocol, started for a test: one of the two programs that we know.
final class SQSServer: Sendable {
    /// Which program.
    enum Program: Sendable {
        /// Checks signatures; forgets everything when it ends.
        case moto
        /// Checks who calls, not the signature; keeps its queues when it is asked to end.
        case ministack
    }

    /// The key that may do everything.
    struct Key: Sendable {
        var id: String
        var secret: String
    }

    let program: Program
    let folder: String
    let port: Int
    private let state: Mutex<(child: ChildProcess?, key: Key)>
    private let http: HTTPClient

    var url: String { "http://127.0.0.1:\(port)" }
    var key: Key { state.withLock { $0.key } }

    private init(_ program: Program, folder: String, http: HTTPClient) throws {
        self.program = program
        self.folder = folder
        self.http = http
        port = try freePort()
        state = Mutex((nil, Key(id: "AKIDLONGSHORE", secret: "right-secret")))
    }

    /// Starts a server, lends it, and ends it.
    static func with<Result>(_ program: Program, _ body: (SQSServer) async throws -> Result) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.path + "/longshore-sqs-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let reactor = Reactor.start(name: "sqs-test")
        let http = HTTPClient(
            configuration: HTTPConfiguration(addressPolicy: AddressPolicy(allowsPrivate: true)),
            reactor: reactor
        )
        let server = try SQSServer(program, folder: folder, http: http)
        let result: Swift.Result<Result, any Error>
        do {
            try await server.start()
            try await server.makeAccount()
            result = .success(try await body(server))
        } catch {
            result = .failure(error)
        }
        server.kill()
        await http.shutdown()
        reactor.stop()
        try? FileManager.default.removeItem(atPath: folder)
        return try result.get()
    }

    // MARK: - The process

    private func start() async throws {
        let key = key
        let child: ChildProcess
        switch program {
        case .moto:
            child = try ChildProcess(
                "moto",
                Programs.python,
                ["-m", "moto.server", "-H", "127.0.0.1", "-p", "\(port)"],
                // Making the account takes three calls that nobody can sign yet.
                environment: ["INITIAL_NO_AUTH_ACTION_COUNT": "3"],
                folder: folder
            )
        case .ministack:
            child = try ChildProcess(
                "ministack",
                Programs.python,
                ["-m", "ministack"],
                environment: [
                    "GATEWAY_PORT": "\(port)", "BIND_HOST": "127.0.0.1", "SERVICES": "sqs,sts,iam", "AUTH": "true",
                    "PERSIST_STATE": "1", "STATE_DIR": folder + "/state", "TMPDIR": folder, "AWS_ACCESS_KEY_ID": key.id,
                    "AWS_SECRET_ACCESS_KEY": key.secret,
                ],
                folder: folder
            )
        }
        state.withLock { $0.child = child }
        let port = port
        try await eventually("\(program) listens", within: .seconds(40)) { isListening(port) }
    }

    private func makeAccount() async throws {
        guard program == .moto else { return }
        let words = try await boto("account").split(whereSeparator: \.isWhitespace).map(String.init)
        guard words.count == 2 else { throw TestFailure("no account: \(words)") }
        state.withLock { $0.key = Key(id: words[0], secret: words[1]) }
    }

    private func kill() {
        state.withLock { state in
            state.child?.kill9()
            state.child = nil
        }
    }

    /// Asks the server to end, and starts it again at the same address.
    func restart() async throws {
        let child = state.withLock { $0.child.take() }
        child?.terminate()
        _ = try await child?.ended()
        try await start()
    }

    // MARK: - What is in it

    func makeQueue(_ name: String) async throws { _ = try await boto("make", name) }

    /// Makes a role that may read everything.
    ///
    /// - Returns: its ARN.
    func makeRole() async throws -> String {
        try await boto("role").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Sends messages with boto3; see the script.
    func send(_ lines: [String], to queue: String) async throws {
        _ = try await boto("send", queue, input: lines.joined(separator: "\n"))
    }

    private func boto(_ arguments: String..., input: String? = nil) async throws -> String {
        let key = key
        return try await run(
            Programs.python,
            [Programs.root + "/Tests/Judges/sqs.py", url] + arguments,
            environment: [
                "AWS_ACCESS_KEY_ID": key.id, "AWS_SECRET_ACCESS_KEY": key.secret, "AWS_DEFAULT_REGION": "us-east-1",
            ],
            folder: folder,
            input: input,
            within: .seconds(120)
        )
    }

    /// How many messages a queue has, those that somebody holds included.
    func count(of queue: String) async throws -> Int {
        let clock = ServerClock()
        let key = key
        let credentials = Credentials(accessKeyID: key.id, secretAccessKey: key.secret, origin: "the test")
        guard let endpoint = ServiceEndpoint(url) else { throw TestFailure("no URL: \(url)") }
        let client = AWSClient(
            http: http,
            endpoint: endpoint,
            signer: RequestSigner(region: "us-east-1", service: "sqs"),
            credentials: CredentialCache(GivenCredentials(credentials: credentials), clock: clock),
            clock: clock
        )
        let place = try await SQSClient(client: client, timeout: .seconds(10)).queueURL(of: queue, account: nil)
        var body = JSONWriter()
        body.object { body in
            body.member("QueueUrl", place)
            body.member("AttributeNames", ["All"])
        }
        let headers = [
            Header(name: "Content-Type", value: "application/x-amz-json-1.0"),
            Header(name: "X-Amz-Target", value: "AmazonSQS.GetQueueAttributes"),
        ]
        let answer = try await client.send(.init(headers: headers, body: body.bytes[...], timeout: .seconds(10)))
        let attributes = JSONFields(answer.body[...])?.object("Attributes")
        let names = ["", "NotVisible", "Delayed"].map { "ApproximateNumberOfMessages\($0)" }
        return names.reduce(0) { $0 + Int(attributes?.integer($1) ?? 0) }
    }
}
