import ConnectorCore
import Domain
import Foundation
import KafkaSupport
import Logging
import Synchronization
import Testing

@testable import KafkaConnector

/// A topic of its own on the broker for tests, and a group to read it in.
struct KafkaBroker: Sendable {
    /// The broker's address, from the environment.
    static let address = ProcessInfo.processInfo.environment["LONGSHORE_TEST_KAFKA"]

    let producer: TestProducer
    let topic: String
    var topics: [String]
    var group: String

    /// Makes a topic and lends it. Topics stay: their names are never used again.
    static func withTopic(
        partitions: Int32,
        settings: [String: String] = [:],
        _ body: (KafkaBroker) async throws -> Void
    ) async throws {
        let producer = try TestProducer(try #require(address))
        let topic = "longshore-test.\(ULID.random())"
        try producer.create(topic, partitions: partitions, settings: settings)
        try await body(KafkaBroker(producer: producer, topic: topic, topics: [topic], group: "group.\(topic)"))
    }

    /// What a connector reports under.
    static let key = StatusBoard.Key(source: ULID(high: 0, low: 1), slot: 0)

    func inGroup(_ name: String) -> KafkaBroker {
        var other = self
        other.group = "\(name).\(topic)"
        return other
    }

    func connector(
        brokers: [String]? = nil,
        start: KafkaSettings.Start = .earliest,
        assignment: KafkaSettings.Assignment = .cooperative,
        instanceID: String? = nil,
        oauth: KafkaSettings.OAuth? = nil,
        tls: KafkaSettings.TLS? = nil,
        board: StatusBoard = StatusBoard(),
        properties: [String: String] = [:]
    ) -> KafkaConnector {
        var timing = KafkaTiming()
        timing.tick = .milliseconds(50)
        timing.commitInterval = .milliseconds(100)
        timing.stall = .milliseconds(500)
        let properties = ["session.timeout.ms": "6000", "heartbeat.interval.ms": "500"].merging(properties) { $1 }
        let settings = KafkaSettings(
            brokers: brokers ?? [Self.address ?? ""],
            topics: topics,
            group: group,
            start: start,
            assignment: assignment,
            instanceID: instanceID,
            oauth: oauth,
            tls: tls,
            properties: properties.map { .init(name: $0.key, value: $0.value) }
        )
        var logger = Logger(label: "kafka-test")
        logger.logLevel =
            ProcessInfo.processInfo.environment["LONGSHORE_TEST_LOG"].flatMap { Logger.Level(rawValue: $0) }
            ?? .critical
        let key = Self.key
        let runtime = ConnectorRuntime(
            source: key.source,
            sourceName: "test",
            slot: 0,
            logger: logger,
            status: StatusReporter(board: board, key: key),
            dimensions: []
        )
        return KafkaConnector(settings, runtime: runtime, timing: timing)
    }

    func committed(_ partitions: Int32) throws -> [Int64?] {
        try CommittedOffsets.of(group: group, topic, partitions: partitions, at: Self.address ?? "")
    }

    // MARK: - Reading

    struct NotInTime: Error {}

    /// A batch, or nil when none comes within a moment.
    static func poll(_ session: KafkaSession, limit: Int = 500) async throws -> Batch? {
        try await withThrowingTaskGroup(of: Batch?.self) { group in
            group.addTask {
                do { return try await session.next(upTo: limit) } catch is CancellationError { return nil }
            }
            group.addTask {
                try? await Task.sleep(for: .milliseconds(200))
                return nil
            }
            let first = try await group.next() ?? nil
            group.cancelAll()
            let second = try await group.next() ?? nil
            return first ?? second
        }
    }

    /// Takes messages until there are that many, settling them.
    static func take(_ count: Int, from session: KafkaSession) async throws -> [Message] {
        let deadline = ContinuousClock.now + .seconds(40)
        var messages: [Message] = []
        while messages.count < count {
            guard ContinuousClock.now < deadline else {
                Issue.record("\(messages.count) of \(count) messages in time")
                throw NotInTime()
            }
            guard let batch = try await poll(session) else { continue }
            messages += batch.messages
            try await session.settle(batch, as: .accepted)
        }
        return messages
    }

    static func eventually(
        within limit: Duration = .seconds(20),
        _ what: String,
        _ condition: () async throws -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        Issue.record("not in time: \(what)")
        throw NotInTime()
    }

    /// What several members have seen.
    final class Seen: Sendable {
        private let texts = Mutex<[String]>([])
        func add(_ new: [String]) { texts.withLock { $0 += new } }
        var count: Int { texts.withLock { $0.count } }
        var distinct: Int { texts.withLock { Set($0).count } }
    }
}

extension Message {
    fileprivate var value: String { body.map { String(decoding: $0, as: UTF8.self) } ?? "<null>" }
    var text: String { value }
}
