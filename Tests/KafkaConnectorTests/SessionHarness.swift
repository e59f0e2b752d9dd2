import ConnectorCore
import Domain
import Foundation
import KafkaSupport
import Logging
import Synchronization

@testable import KafkaConnector

/// Opens sessions with short times, and keeps what they report.
struct SessionHarness: Sendable {
    let bootstrap: String
    let topics: [String]
    let group: String
    let board = StatusBoard()
    let key = StatusBoard.Key(source: ULID(high: 0, low: 1), slot: 0)

    var status: SourceStatus? { board.status(of: key) }

    /// Times that let a test end soon.
    static var timing: KafkaTiming {
        var timing = KafkaTiming()
        timing.tick = .milliseconds(20)
        timing.commitInterval = .milliseconds(50)
        timing.stall = .milliseconds(150)
        timing.revokeDrain = .seconds(2)
        return timing
    }

    func connector(
        start: KafkaSettings.Start = .earliest,
        assignment: KafkaSettings.Assignment = .cooperative,
        instanceID: String? = nil,
        sasl: KafkaSettings.SASL? = nil,
        properties: [String: String] = [:],
        timing: KafkaTiming = timing
    ) -> KafkaConnector {
        let properties = ["session.timeout.ms": "6000", "heartbeat.interval.ms": "300"].merging(properties) { $1 }
        let settings = KafkaSettings(
            brokers: [bootstrap],
            topics: topics,
            group: group,
            start: start,
            assignment: assignment,
            instanceID: instanceID,
            sasl: sasl,
            properties: properties.map { .init(name: $0.key, value: $0.value) }
        )
        var logger = Logger(label: "kafka-test")
        logger.logLevel =
            ProcessInfo.processInfo.environment["LONGSHORE_TEST_LOG"].flatMap { Logger.Level(rawValue: $0) }
            ?? .critical
        let runtime = ConnectorRuntime(
            source: key.source,
            sourceName: "test source",
            slot: 0,
            logger: logger,
            status: StatusReporter(board: board, key: key),
            dimensions: []
        )
        return KafkaConnector(settings, runtime: runtime, timing: timing)
    }

    /// Takes messages until there are that many, settling each batch at once when asked to.
    static func take(
        _ count: Int,
        from session: KafkaSession,
        limit: Int = 100,
        settles: Bool = true,
        within time: Duration = .seconds(25)
    ) async throws -> [Message] {
        try await withDeadline(time) {
            var messages: [Message] = []
            while messages.count < count {
                guard let batch = try await session.next(upTo: limit) else { break }
                messages += batch.messages
                if settles { try await session.settle(batch, as: .accepted) }
            }
            return messages
        }
    }

    func committed(_ topic: String, partitions: Int32 = 1) throws -> [Int64?] {
        try CommittedOffsets.of(group: group, topic, partitions: partitions, at: bootstrap)
    }
}

struct NotInTime: Error {}

/// Ends `body` when it takes too long.
func withDeadline<Result: Sendable>(
    _ limit: Duration,
    _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: limit)
            throw NotInTime()
        }
        defer { group.cancelAll() }
        guard let result = try await group.next() else { throw NotInTime() }
        return result
    }
}

extension Message {
    var text: String { body.map { String(decoding: $0, as: UTF8.self) } ?? "<null>" }
}
