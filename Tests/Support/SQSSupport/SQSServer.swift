internal import Foundation
internal import Synchronization
internal import TestSupport

/// A server that speaks SQS's protocol, started for a test: one of the two programs that we know.
public final class SQSServer: Sendable {
    /// Which program.
    public enum Program: Sendable {
        /// Checks signatures; forgets everything when it ends.
        case moto
        /// Checks who calls, not the signature; keeps its queues when it is asked to end.
        case ministack
    }

    /// An access key.
    public struct Key: Sendable {
        /// Its public part.
        public var id: String
        /// What signs.
        public var secret: String
    }

    /// Which program it is.
    public let program: Program
    /// Where its files lie.
    public let folder: String
    private let port: Int
    private let state: Mutex<(child: ChildProcess?, key: Key)>

    /// Its endpoint.
    public var url: String { "http://127.0.0.1:\(port)" }
    /// The key that may do everything.
    public var key: Key { state.withLock { $0.key } }

    private init(_ program: Program, folder: String) throws {
        self.program = program
        self.folder = folder
        port = try freePort()
        state = Mutex((nil, Key(id: "AKIDLONGSHORE", secret: "right-secret")))
    }

    /// Starts a server, lends it, and ends it.
    public static func with<Result>(_ program: Program, _ body: (SQSServer) async throws -> Result) async throws
        -> Result
    {
        let folder = FileManager.default.temporaryDirectory.path + "/longshore-sqs-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let server = try SQSServer(program, folder: folder)
        let result: Swift.Result<Result, any Error>
        do {
            try await server.start()
            try await server.makeAccount()
            result = .success(try await body(server))
        } catch {
            result = .failure(error)
        }
        server.kill()
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
    public func restart() async throws {
        let child = state.withLock { $0.child.take() }
        child?.terminate()
        _ = try await child?.ended()
        try await start()
    }

    // MARK: - What is in it

    /// Makes a queue, FIFO when its name says so.
    public func makeQueue(_ name: String) async throws { _ = try await boto("make", name) }

    /// Makes a role that may read everything.
    ///
    /// - Returns: its ARN.
    public func makeRole() async throws -> String {
        try await boto("role").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Sends messages with boto3; see the script.
    public func send(_ lines: [String], to queue: String) async throws {
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
}
