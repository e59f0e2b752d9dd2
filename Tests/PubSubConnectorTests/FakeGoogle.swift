import Domain
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization
import TestSupport

/// A server of ours in Google's place: what tests cannot have from the emulator, namely tokens, refusals and failures.
final class FakeGoogle: Sendable {
    struct Asked: Sendable {
        let path: String
        let headers: [String: String]
        let body: String

        var ackIDs: [String] {
            let list = (try? JSON.members(of: Bytes(body.utf8)))?.first { $0.name == "ackIds" }?.value
            return (list.flatMap { try? JSON.elements(of: $0) } ?? []).compactMap(JSON.string)
        }

        var seconds: Int? { number("ackDeadlineSeconds") }
        var limit: Int? { number("maxMessages") }

        private func number(_ name: String) -> Int? {
            let value = (try? JSON.members(of: Bytes(body.utf8)))?.first { $0.name == name }?.value
            return value.flatMap(JSON.text).flatMap { Int($0) }
        }
    }

    struct Answer: Sendable {
        var status = 200
        var body = "{}"
    }

    typealias Handler = @Sendable (Asked) async throws -> Answer?

    private struct State {
        var asked: [Asked] = []
        var messages: [String] = []
        var pulling = 0
        var mostPulling = 0
        var handler: Handler = { _ in nil }
    }

    private let state = Mutex(State())
    let port: Int

    private init(port: Int) { self.port = port }

    var url: String { "http://127.0.0.1:\(port)" }

    /// Runs a server, lends it, and stops it.
    static func with(port: Int? = nil, _ body: @escaping @Sendable (FakeGoogle) async throws -> Void) async throws {
        let fake = FakeGoogle(port: try port ?? freePort())
        try await fake.serving { try await body(fake) }
    }

    private func serving(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let router = Router()
        router.post("/**") { request, _ in try await self.answer(request) }
        router.get("/**") { request, _ in try await self.answer(request) }
        var logger = Logger(label: "fake")
        logger.logLevel = .critical
        let port = port
        // Told by the server, not found out by connecting: a connection that it has not looked at yet when it is cancelled
        // ends the process in NIO.
        let (listening, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { _ in continuation.yield() },
            logger: logger
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { continuation.finish() }
                try await application.run()
            }
            defer { group.cancelAll() }
            var iterator = listening.makeAsyncIterator()
            guard await iterator.next() != nil else { throw TestFailure("nothing can listen on port \(port)") }
            try await body()
        }
    }

    // MARK: - What tests say

    /// Answers in place of the usual; nil leaves it to the usual.
    func answers(_ handler: @escaping Handler) { state.withLock { $0.handler = handler } }

    /// Puts messages into the subscription, as the JSON of `receivedMessages`.
    func publish(_ messages: [String]) { state.withLock { $0.messages += messages } }

    /// A message as Google has it.
    static func message(_ number: Int, _ text: String = "{}", key: String? = nil) -> String {
        let ordering = key.map { ",\"orderingKey\":\"\($0)\"" } ?? ""
        return """
            {"ackId":"ack-\(number)","message":{"data":"\(Base64.encode(text.utf8))","messageId":"\(number)",\
            "publishTime":"2026-08-01T12:00:00.123456789Z"\(ordering)}}
            """
    }

    // MARK: - What tests ask

    func asked(_ suffix: String) -> [Asked] { state.withLock { $0.asked.filter { $0.path.hasSuffix(suffix) } } }
    var acknowledged: [String] { asked(":acknowledge").flatMap(\.ackIDs) }
    var pulling: Int { state.withLock { $0.pulling } }
    var mostPulling: Int { state.withLock { $0.mostPulling } }

    // MARK: - Serving

    private func answer(_ request: Request) async throws -> Response {
        let buffer = try await request.body.collect(upTo: 16 << 20)
        let asked = Asked(
            path: request.uri.path,
            headers: Dictionary(
                request.headers.map { ($0.name.canonicalName, $0.value) },
                uniquingKeysWith: { $1 }
            ),
            body: String(buffer: buffer)
        )
        let handler = state.withLock { state in
            state.asked.append(asked)
            return state.handler
        }
        if let answer = try await handler(asked) { return Self.response(answer) }
        guard asked.path.hasSuffix(":pull") else { return Self.response(Answer()) }
        state.withLock { state in
            state.pulling += 1
            state.mostPulling = max(state.mostPulling, state.pulling)
        }
        defer { state.withLock { $0.pulling -= 1 } }
        return Self.response(Answer(body: try await pulled(asked)))
    }

    /// Waits for messages as Google does, though not as long.
    private func pulled(_ asked: Asked) async throws -> String {
        let isPatient = !asked.body.contains("returnImmediately")
        for _ in 0..<(isPatient ? 300 : 1) {
            let messages = state.withLock { state in
                let taken = Array(state.messages.prefix(asked.limit ?? 1))
                state.messages.removeFirst(taken.count)
                return taken
            }
            if !messages.isEmpty { return "{\"receivedMessages\":[\(messages.joined(separator: ","))]}" }
            if isPatient { try await Task.sleep(for: .milliseconds(10)) }
        }
        return "{}"
    }

    private static func response(_ answer: Answer) -> Response {
        Response(
            status: .init(code: answer.status),
            headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(string: answer.body))
        )
    }
}
