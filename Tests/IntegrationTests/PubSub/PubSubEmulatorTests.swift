import ConnectorCore
import Domain
import Foundation
import Logging
import PubSubSupport
import TestSupport
import Testing

@testable import PubSubConnector

@Suite("A Pub/Sub session, on Google's emulator", .serialized, .timeLimit(.minutes(3)))
struct PubSubEmulatorTests {
    private func connector(
        _ emulator: EmulatorProcess,
        _ subscription: String,
        board: StatusBoard = StatusBoard()
    ) -> PubSubConnector {
        let settings = PubSubSettings(
            project: EmulatorProcess.project,
            subscription: subscription,
            credentials: .nobody,
            endpoint: "http://\(emulator.address)",
            ackDeadline: .seconds(10)
        )
        var logger = Logger(label: "pubsub-test")
        logger.logLevel = .critical
        let runtime = ConnectorRuntime(
            source: Self.key.source,
            sourceName: "test",
            slot: 0,
            logger: logger,
            status: StatusReporter(board: board, key: Self.key),
            dimensions: []
        )
        return PubSubConnector(settings, runtime: runtime)
    }

    private static let key = StatusBoard.Key(source: ULID(high: 0, low: 1), slot: 0)

    private func name() -> String { "orders-\(ULID.random())" }

    @Test("a retry holds its key back and no other, and the order within keys is kept")
    func ordering() async throws {
        let emulator = try await EmulatorProcess.shared()
        let name = name()
        try await emulator.makeSubscription(name, settings: "\"enableMessageOrdering\":true")
        let messages = (0..<60).map { EmulatorProcess.Outgoing(Array("\($0)".utf8), key: "key-\($0 % 3)") }
        try await emulator.publish(messages, to: name)
        try await connector(emulator, name).withSession { session in
            var seen: [String: [Int]] = [:]
            var hasRetried = false
            while seen.values.reduce(0, { $0 + $1.count }) < 60 {
                let batch = try #require(try await session.next(upTo: 1))
                let message = try #require(batch.messages.first)
                let key = message.key.map { String(decoding: $0, as: UTF8.self) } ?? ""
                let number = Int(String(decoding: message.body ?? [], as: UTF8.self)) ?? -1
                if number == 6, !hasRetried {
                    hasRetried = true
                    try await session.settle(batch, as: .retry(after: .seconds(2)))
                    continue
                }
                seen[key, default: []].append(number)
                if number == 6 {
                    // The others did not wait for it.
                    #expect((seen["key-1"]?.count ?? 0) + (seen["key-2"]?.count ?? 0) == 40)
                }
                try await session.settle(batch, as: .accepted)
            }
            for key in 0..<3 { #expect(seen["key-\(key)"] == stride(from: key, to: 60, by: 3).map { $0 }) }
        }
    }

    @Test("a pause is kept by the broker")
    func pause() async throws {
        let emulator = try await EmulatorProcess.shared()
        let name = name()
        try await emulator.makeSubscription(name)
        try await emulator.publish([.init(Array("1".utf8))], to: name)
        try await connector(emulator, name).withSession { session in
            let first = try #require(try await session.next(upTo: 1))
            let start = ContinuousClock.now
            try await session.settle(first, as: .retry(after: .seconds(3)))
            let second = try #require(try await session.next(upTo: 1))
            #expect(second.messages.map(\.position) == first.messages.map(\.position))
            #expect(ContinuousClock.now - start > .seconds(2))
            try await session.settle(second, as: .accepted)
        }
    }

    @Test("an exactly-once subscription is consumed once")
    func exactlyOnce() async throws {
        let emulator = try await EmulatorProcess.shared()
        let name = name()
        try await emulator.makeSubscription(name, settings: "\"enableExactlyOnceDelivery\":true")
        try await emulator.publish((0..<200).map { .init(Array("\($0)".utf8)) }, to: name)
        try await connector(emulator, name).withSession { session in
            var texts: [String] = []
            while texts.count < 200 {
                let batch = try #require(try await session.next(upTo: 50))
                texts += batch.messages.map { String(decoding: $0.body ?? [], as: UTF8.self) }
                try await session.settle(batch, as: .accepted)
            }
            #expect(Set(texts).count == 200)
        }
    }

    @Test("an emulator that is killed and comes back at its address is consumed from again")
    func killed() async throws {
        let first = try await EmulatorProcess()
        let name = name()
        try await first.makeSubscription(name)
        let board = StatusBoard()
        let connector = connector(first, name, board: board)
        try await first.publish([.init(Array("1".utf8))], to: name)
        do {
            try await connector.withSession { session in
                let batch = try #require(try await session.next(upTo: 1))
                try await session.settle(batch, as: .accepted)
                try await first.stop()
                try await eventually("degraded") { board.status(of: Self.key)?.state == .degraded }
                let second = try await EmulatorProcess(port: first.port)
                defer { withExtendedLifetime(second) {} }
                // It has forgotten the subscription: the session says so and ends.
                _ = try await session.next(upTo: 1)
            }
            Issue.record("the session did not end")
        } catch let error as ConnectorError {
            #expect(error.code == .missing)
            #expect(error.message.contains(name))
        }
    }

    @Test("what Google's own client publishes arrives: bytes, attributes, ordering keys")
    func foreignProducer() async throws {
        let emulator = try await EmulatorProcess.shared()
        let name = name()
        let folder = NSTemporaryDirectory()
        try await run(
            Programs.python,
            [Programs.root + "/Tests/Judges/pubsub_publish.py", EmulatorProcess.project, name],
            environment: ["PUBSUB_EMULATOR_HOST": emulator.address],
            folder: folder,
            input: """
                {"data": "AP/+w6Q=", "attributes": {"event-type": "order.paid", "Größe": "ä"}, "key": "customer 1"}
                {"data": "", "attributes": {"only": "attributes"}}
                {"data": "eyJhIjogMS4xMH0="}

                """
        )
        try await connector(emulator, name).withSession { session in
            var messages: [Message] = []
            while messages.count < 3 {
                let batch = try #require(try await session.next(upTo: 10))
                messages += batch.messages
                try await session.settle(batch, as: .accepted)
            }
            let bytes = try #require(messages.first { $0.key != nil })
            #expect(bytes.body == [0x00, 0xFF, 0xFE, 0xC3, 0xA4])
            #expect(bytes.key == Bytes("customer 1".utf8))
            #expect(bytes.text(ofHeader: "Event-Type") == "order.paid")
            #expect(bytes.headers.contains(MessageHeader(name: "Größe", value: Bytes("ä".utf8))))
            #expect(messages.contains { $0.body == [] && $0.text(ofHeader: "only") == "attributes" })
            #expect(messages.contains { $0.body == Bytes("{\"a\": 1.10}".utf8) })
        }
    }
}
