import ConnectorCore
import Domain
import Logging
import SQSSupport
import TestSupport
import Testing

@testable import SQSConnector

/// What the contract does not ask: FIFO queues, attributes of every kind, roles.
@Suite("SQS queues", .serialized, .timeLimit(.minutes(5)))
struct SQSQueueTests {
    private func session<Result: Sendable>(
        _ server: SQSServer,
        _ queue: String,
        role: String? = nil,
        _ body: (SQSSession) async throws -> Result
    ) async throws -> Result {
        let settings = SQSSettings(
            queue: queue,
            region: "us-east-1",
            endpoint: server.url,
            tokenEndpoint: server.url,
            identity: .key(id: server.key.id, secret: Redacted(server.key.secret), sessionToken: nil),
            role: role.map { .init(name: $0, externalID: nil) },
            wait: .seconds(1),
            visibility: .seconds(5),
            receives: 2
        )
        let source = ULID(high: 0, low: 7)
        let runtime = ConnectorRuntime(
            source: source,
            sourceName: "sqs",
            slot: 0,
            logger: Logger(label: "sqs") { _ in SwiftLogNoOpLogHandler() },
            status: StatusReporter(board: StatusBoard(), key: .init(source: source, slot: 0)),
            dimensions: []
        )
        return try await SQSConnector(settings, runtime: runtime, timing: SQSTiming(), environment: [:])
            .withSession(body)
    }

    private func line(_ body: String, _ rest: String = "") -> String {
        "{\"body\":\"\(Base64.encode(body.utf8))\"\(rest)}"
    }

    /// Takes messages one by one until there are that many, and says what became of each.
    private func take(
        _ count: Int,
        from session: SQSSession,
        _ verdict: (Message) -> Settlement
    ) async throws -> [Message] {
        let deadline = ContinuousClock.now + .seconds(60)
        var messages: [Message] = []
        while messages.count < count {
            guard ContinuousClock.now < deadline else { throw TestFailure("only \(messages.count) of \(count) came") }
            guard let batch = try await session.next(upTo: 1), let message = batch.messages.first else { continue }
            let verdict = verdict(message)
            try await session.settle(batch, as: verdict)
            if verdict == .accepted { messages.append(message) }
        }
        return messages
    }

    @Test(
        "a retry in a FIFO queue holds back its group, in order, and no other",
        arguments: [SQSServer.Program.moto, .ministack]
    )
    func groups(_ program: SQSServer.Program) async throws {
        try await SQSServer.with(program) { server in
            try await server.makeQueue("orders.fifo")
            let lines = (0..<12).map { line("{\"n\":\($0)}", ",\"group\":\"g\($0 % 3)\"") }
            try await server.send(lines, to: "orders.fifo")
            var retried = 0
            let messages = try await session(server, "orders.fifo") { session in
                try await take(12, from: session) { message in
                    guard message.body == Bytes("{\"n\":3}".utf8), retried < 2 else { return .accepted }
                    retried += 1
                    return .retry(after: .seconds(1))
                }
            }
            let groups = Dictionary(grouping: messages) { $0.key.map { String(decoding: $0, as: UTF8.self) } ?? "" }
            for (group, found) in groups {
                let numbers = found.compactMap { $0.body.map { String(decoding: $0, as: UTF8.self) } }
                let first = Int(group.dropFirst()) ?? 0
                #expect(numbers == (0..<4).map { "{\"n\":\($0 * 3 + first)}" }, "\(group)")
            }
            #expect(retried == 2)
            try await eventually("the queue is empty") { try await server.count(of: "orders.fifo") == 0 }
        }
    }

    @Test(
        "attributes come as headers, binary ones as bytes; a queue may be given by its URL",
        arguments: [SQSServer.Program.moto, .ministack]
    )
    func attributes(_ program: SQSServer.Program) async throws {
        try await SQSServer.with(program) { server in
            try await server.makeQueue("orders")
            let rest = #","headers":{"event-type":"a.b"},"number":{"amount":"1.10"},"binary":{"raw":"AP8="}"#
            try await server.send([line("{\"id\":9007199254740993,\"v\":1.10}", rest)], to: "orders")
            let account = program == .moto ? "123456789012" : "000000000000"
            try await session(server, "\(server.url)/\(account)/orders") { session in
                let found = try await take(1, from: session) { _ in .accepted }
                let message = try #require(found.first)
                #expect(message.body == Bytes("{\"id\":9007199254740993,\"v\":1.10}".utf8))
                #expect(message.text(ofHeader: "event-type") == "a.b")
                #expect(message.text(ofHeader: "amount") == "1.10")
                #expect(message.headers.first { $0.name == "raw" }?.value == [0x00, 0xFF])
                #expect(message.text(ofHeader: "ApproximateReceiveCount") == "1")
                #expect(message.position.hasPrefix("sqs/orders/"))
                let time = try #require(message.timestamp)
                #expect(Timestamp.now().since(time) < .seconds(60))
            }
        }
    }

    @Test("a role is taken on", arguments: [SQSServer.Program.moto, .ministack])
    func role(_ program: SQSServer.Program) async throws {
        try await SQSServer.with(program) { server in
            try await server.makeQueue("orders")
            try await server.send([line("{}")], to: "orders")
            let role = try await server.makeRole()
            try await session(server, "orders", role: role) { session in
                let found = try await take(1, from: session) { _ in .accepted }
                #expect(found.count == 1)
            }
        }
    }
}
