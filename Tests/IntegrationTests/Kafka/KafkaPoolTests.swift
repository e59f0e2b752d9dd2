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
            let (board, intake) = (StatusBoard(), CountingIntake())
            let (sources, continuation) = AsyncStream.makeStream(of: [SourceDescription].self)
            let supervisor = SourceSupervisor(
                factories: [ConnectorFactory(KafkaConnector.self)],
                sources: sources,
                claims: SoleOwnerClaims(),
                owner: "me",
                intake: intake,
                board: board,
                leases: Self.leases,
                logger: Self.logger
            )
            continuation.yield([Self.source(broker)])
            try await withThrowingTaskGroup { group in
                group.addTask { try await supervisor.run() }
                try await KafkaBroker.eventually("three consumers") { Self.running(board) == 3 }
                #expect(Set(board.statuses().values.map(\.limit)) == ["the topic has 3 partitions"])
                for partition in 0..<3 {
                    try broker.producer.send(broker.topic, partition: Int32(partition), ["1", "2"])
                }
                try await KafkaBroker.eventually("everything") { intake.count == 6 }
                #expect(board.statuses().count == 3)

                try broker.producer.grow(broker.topic, toPartitions: 5)
                try await KafkaBroker.eventually(within: .seconds(40), "five consumers") { Self.running(board) == 5 }
                #expect(Set(board.statuses().values.map(\.limit)) == ["the topic has 5 partitions"])
                // The first producer remembers three.
                try TestProducer(KafkaBroker.address ?? "").send(broker.topic, partition: 4, ["3"])
                try await KafkaBroker.eventually("what is in the new partition") { intake.count == 7 }
                #expect(board.statuses().count == 5)
                group.cancelAll()
                try await group.waitForAll()
            }
        }
    }

    private static func running(_ board: StatusBoard) -> Int {
        board.statuses().values.count { $0.state == .running }
    }

    private static func source(_ broker: KafkaBroker) -> SourceDescription {
        SourceDescription(
            id: .random(),
            project: .random(),
            name: "pool",
            kind: KafkaConnector.kind,
            workers: 8,
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

/// Takes everything, and counts it.
private final class CountingIntake: Intake {
    private let entries = Atomic(0)

    var count: Int { entries.load(ordering: .relaxed) }

    func append(_ new: [IntakeEntry]) async throws { entries.add(new.count, ordering: .relaxed) }

    func areStored(_ entries: [IntakeEntry], within limit: Duration) async throws -> Bool { true }

    func waitForRoom() async throws {}
}
