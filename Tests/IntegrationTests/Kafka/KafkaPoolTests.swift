import ConnectorCore
import Domain
import KafkaSupport
import Logging
import Synchronization
import Testing

@testable import KafkaConnector

@Suite(
    "A pool of Kafka consumers, on a real broker",
    .timeLimit(.minutes(3)),
    .enabled(if: KafkaBroker.address != nil, "set LONGSHORE_TEST_KAFKA=host:port to a broker for tests")
)
struct KafkaPoolTests {
    @Test("consumers beyond the partitions are not started, and more are when partitions are added")
    func limited() async throws {
        try await KafkaBroker.withTopic(partitions: 3) { broker in
            try await Self.supervised(broker, workers: 8) { board, intake in
                try await KafkaBroker.eventually("three consumers") { Self.running(board) == 3 }
                #expect(Set(board.statuses().values.map(\.limit)) == ["the topic has 3 partitions"])
                for partition in 0..<3 {
                    try broker.producer.send(broker.topic, partition: Int32(partition), ["1", "2"])
                }
                try await KafkaBroker.eventually("everything") { intake.count == 6 }
                #expect(board.statuses().count == 3)

                try broker.producer.grow(broker.topic, toPartitions: 5)
                // Started, not running: three who notice the partitions and two who join at once are more than the group of the
                // tests' broker copes with; it may answer none of them for minutes.
                try await KafkaBroker.eventually("five consumers") { board.statuses().count == 5 }
                #expect(Set(board.statuses().values.map(\.limit)) == ["the topic has 5 partitions"])
            }
        }
    }

    @Test("what is in a partition that is added is read, from its beginning")
    func added() async throws {
        try await KafkaBroker.withTopic(partitions: 1) { broker in
            try await Self.supervised(broker, workers: 1) { _, intake in
                try broker.producer.send(broker.topic, partition: 0, ["1"])
                try await KafkaBroker.eventually("what is in the first partition") { intake.count == 1 }
                try broker.producer.grow(broker.topic, toPartitions: 2)
                // The first producer remembers one.
                try TestProducer(KafkaBroker.address ?? "").send(broker.topic, partition: 1, ["2", "3"])
                try await KafkaBroker.eventually(within: .seconds(40), "what is in the new one") { intake.count == 3 }
            }
        }
    }

    /// Runs a source on the broker's topic, and lends what is said and taken.
    private static func supervised(
        _ broker: KafkaBroker,
        workers: Int,
        _ body: (StatusBoard, CountingIntake) async throws -> Void
    ) async throws {
        let (board, intake) = (StatusBoard(), CountingIntake())
        let (sources, continuation) = AsyncStream.makeStream(of: [SourceDescription].self)
        let supervisor = SourceSupervisor(
            factories: [ConnectorFactory(KafkaConnector.self)],
            sources: sources,
            claims: SoleOwnerClaims(),
            owner: "me",
            intake: intake,
            board: board,
            leases: leases,
            logger: logger
        )
        continuation.yield([source(broker, workers: workers)])
        try await withThrowingTaskGroup { group in
            group.addTask { try await supervisor.run() }
            try await body(board, intake)
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    private static func running(_ board: StatusBoard) -> Int {
        board.statuses().values.count { $0.state == .running }
    }

    private static func source(_ broker: KafkaBroker, workers: Int) -> SourceDescription {
        SourceDescription(
            id: .random(),
            project: .random(),
            name: "pool",
            kind: KafkaConnector.kind,
            workers: workers,
            mapping: MessageMapping(eventType: ValueRule(constant: "a")),
            // The tests' broker answers a second rebalance in a row, which cooperative members ask for, only after a session's time.
            settings: """
                {"brokers":["\(KafkaBroker.address ?? "")"],"topics":["\(broker.topic)"],"consumer_group":"\(broker.group)",
                 "assignment":"range",
                 "properties":{"topic.metadata.refresh.interval.ms":"500","session.timeout.ms":"6000","heartbeat.interval.ms":"500"}}
                """
        )
    }

    private static var leases: LeaseTiming {
        var leases = LeaseTiming()
        leases.courtesy = .milliseconds(10)
        leases.reluctance = .milliseconds(50)
        return leases
    }

    private static var logger: Logger {
        var logger = Logger(label: "kafka-test")
        logger.logLevel = .critical
        return logger
    }
}

/// Takes everything, and counts the events. What moves to another member before its offset is committed comes again.
private final class CountingIntake: Intake {
    private let events = Mutex<Set<ULID>>([])

    var count: Int { events.withLock(\.count) }

    func append(_ new: [IntakeEntry]) async throws {
        let ids = new.compactMap { entry in if case .event(let event) = entry { event.id } else { nil } }
        events.withLock { $0.formUnion(ids) }
    }

    func areStored(_ entries: [IntakeEntry], within limit: Duration) async throws -> Bool { true }

    func waitForRoom() async throws {}
}
