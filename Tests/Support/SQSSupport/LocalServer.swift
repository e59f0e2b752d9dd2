public import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import Synchronization

/// A small HTTP server on a free port of this machine, whose answers a test makes.
public final class LocalServer: Sendable {
    /// A request that has arrived whole.
    public struct Question: Sendable {
        /// The method: `PUT`.
        public let method: String
        /// The path, with its query.
        public let path: String
        /// The headers.
        public let headers: HTTPFields
        /// The body as text.
        public let body: String

        /// The value of a header.
        public func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
    }

    /// What to answer.
    public struct Answer: Sendable {
        /// The status.
        public var status: Int
        /// The body.
        public var body: String

        /// Makes an answer.
        public init(_ body: String = "", status: Int = 200) {
            self.body = body
            self.status = status
        }
    }

    private let state = Mutex<[Question]>([])
    private let answering: @Sendable (Question) async throws -> Answer

    private init(_ answering: @escaping @Sendable (Question) async throws -> Answer) {
        self.answering = answering
    }

    /// Everything that was asked.
    public var questions: [Question] { state.withLock { $0 } }

    /// Runs a server, and lends its URL.
    public static func with<Result: Sendable>(
        _ answering: @escaping @Sendable (Question) async throws -> Answer,
        _ body: @escaping @Sendable (LocalServer, String) async throws -> Result
    ) async throws -> Result {
        let server = LocalServer(answering)
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
        var logger = Logger(label: "local-server")
        logger.logLevel = .critical
        let application = Application(
            responder: CallbackResponder<BasicRequestContext> { request, _ in try await server.answer(request) },
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { continuation.yield($0.localAddress?.port ?? 0) },
            logger: logger
        )
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                try await application.run()
                return nil
            }
            group.addTask {
                var iterator = ports.makeAsyncIterator()
                guard let port = await iterator.next() else { return nil }
                return try await body(server, "http://127.0.0.1:\(port)")
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw CancellationError()
        }
    }

    private func answer(_ request: Request) async throws -> Response {
        let body = try await request.body.collect(upTo: 1 << 20)
        let question = Question(
            method: request.method.rawValue,
            path: request.uri.string,
            headers: request.headers,
            body: String(buffer: body)
        )
        state.withLock { $0.append(question) }
        let answer = try await answering(question)
        return Response(
            status: .init(code: answer.status),
            body: ResponseBody(byteBuffer: ByteBuffer(string: answer.body))
        )
    }
}
