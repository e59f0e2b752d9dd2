import ConnectorContract
import ConnectorCore
import Domain
import Logging
import Redis
import Specification
import TestSupport
import Testing

@testable import RedisStreamsConnector

@Suite("A session of Redis Streams", .serialized, .timeLimit(.minutes(2)))
struct RedisStreamsSessionTests {
    private static func connector(_ broker: RedisStreamsBroker, _ stream: String) throws -> RedisStreamsConnector {
        let json = try broker.settings(ContractReading(stream))
        let object = SettingsDocument.parse(json: json, specification: RedisStreamsConnector.specification).object
        let key = StatusBoard.Key(source: ULID(high: 0, low: 1), slot: 0)
        let runtime = ConnectorRuntime(
            source: key.source,
            sourceName: "test",
            slot: 0,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            status: StatusReporter(board: StatusBoard(), key: key),
            dimensions: []
        )
        return RedisStreamsConnector(RedisStreamsConnector.settings(from: try #require(object)), runtime: runtime)
    }

    /// Takes and accepts that many messages.
    private static func take(_ count: Int, from session: RedisStreamsSession) async throws -> [String] {
        var texts: [String] = []
        while texts.count < count {
            guard let batch = try await session.next(upTo: 10) else { break }
            texts += batch.messages.map { String(decoding: $0.body ?? [], as: UTF8.self) }
            try await session.settle(batch, as: .accepted)
        }
        return texts
    }

    @Test("a key that holds something else is named")
    func wrongType() async throws {
        try await RedisStreamsBroker.withBroker { broker in
            _ = try await broker.client.send(RedisCommand("SET", "no-stream", "1"))
            let connector = try Self.connector(broker, "no-stream")
            await #expect {
                try await connector.withSession { _ = try await $0.next(upTo: 1) }
            } throws: { error in
                guard let error = error as? ConnectorError else { return false }
                return error.code == .configuration && error.message.contains("`no-stream` holds something else")
            }
        }
    }

    @Test("what a dead consumer holds is taken over after the lease, and deleted entries hold nothing up")
    func takesOver() async throws {
        try await RedisStreamsBroker.withBroker { broker in
            try await broker.publish([ContractMessage("1"), ContractMessage("2"), ContractMessage("3")], to: "s")
            let redis = broker.client
            _ = try await redis.send(RedisCommand("XGROUP", "CREATE", "s", "longshore", "0"))
            let held = try await redis.send(
                RedisCommand("XREADGROUP", "GROUP", "longshore", "dead", "COUNT", "2", "STREAMS", "s", ">")
            )
            let second = try held.requireElements()[0].requireElements()[1].requireElements()[1].requireElements()[0]
            _ = try await redis.send(RedisCommand("XDEL", "s", .text(try #require(second.text))))
            let texts = try await Self.connector(broker, "s").withSession { try await Self.take(2, from: $0) }
            #expect(texts == ["3", "1"])
            try await eventually("nothing is held") { try await broker.unacknowledged(in: "s") == 0 }
        }
    }

    @Test("a group that is deleted under the source is made anew, and nothing is skipped", .bug(id: "fault(10)"))
    func groupDeleted() async throws {
        try await RedisStreamsBroker.withBroker { broker in
            try await broker.publish([ContractMessage("1")], to: "s")
            try await Self.connector(broker, "s").withSession { session in
                #expect(try await Self.take(1, from: session) == ["1"])
                try await eventually("acknowledged") { try await broker.unacknowledged(in: "s") == 0 }
                _ = try await broker.client.send(RedisCommand("XGROUP", "DESTROY", "s", "longshore"))
                try await broker.publish([ContractMessage("2")], to: "s")
                #expect(try await Self.take(2, from: session) == ["1", "2"])
            }
        }
    }
}
