import ConnectorCore
import KafkaSupport
import Testing

@testable import KafkaConnector

@Suite(
    "Incremental rebalances of Kafka, on a real broker",
    .timeLimit(.minutes(3)),
    .enabled(if: KafkaBroker.address != nil, "set LONGSHORE_TEST_KAFKA=host:port to a broker for tests")
)
struct KafkaIncrementalTests {
    /// The first member has everything in hand and has left gaps in what it settled.
    @Test(
        "a partition that stays keeps its gaps and is not delivered again, one that moves goes on at the first gap",
        .bug(id: "fault(4)")
    )
    func keepsPrefix() async throws {
        try await KafkaBroker.withTopic(partitions: 4) { broker in
            for partition in 0..<4 {
                try broker.producer.send(broker.topic, partition: Int32(partition), (0..<100).map(String.init))
            }
            let connector = broker.connector(assignment: .cooperative)
            try await connector.withSession { first in
                let open = try await Self.takeWithGaps(first)
                let gaps = (0..<4).map { partition in open.flatMap { $0.offsets(of: partition) }.min() ?? 0 }
                try await KafkaBroker.eventually("the prefix is committed") { try broker.committed(4) == gaps }

                let again = KafkaBroker.Seen()
                try await withThrowingTaskGroup { group in
                    group.addTask {
                        while !Task.isCancelled {
                            if let batch = try await KafkaBroker.poll(first) {
                                again.add(batch.messages.map(\.position))
                            }
                        }
                    }
                    try await connector.withSession { second in
                        let moved = try await Self.takeShare(second, gaps: gaps)
                        for (partition, offsets) in moved {
                            #expect(
                                offsets == Array(gaps[partition]..<100),
                                "partition \(partition) moved with its gap"
                            )
                        }
                        for batch in open { try await first.settle(batch, as: .accepted) }
                        try await KafkaBroker.eventually("everything is committed") {
                            try broker.committed(4) == [100, 100, 100, 100]
                        }
                    }
                    group.cancelAll()
                    try await group.waitForAll()
                }
                #expect(again.count == 0, "what stayed was delivered again")
            }
        }
    }

    /// Takes everything, settles all batches but those about the middle of a partition, and returns these.
    private static func takeWithGaps(_ session: KafkaSession) async throws -> [Batch] {
        var batches: [Batch] = []
        try await KafkaBroker.eventually("everything is in hand") {
            if let batch = try await KafkaBroker.poll(session, limit: 10) { batches.append(batch) }
            return batches.reduce(0) { $0 + $1.messages.count } == 400
        }
        let open = batches.filter { batch in
            (0..<4).contains { partition in batch.offsets(of: partition).contains { 40..<50 ~= $0 } }
        }
        for batch in batches where !open.contains(where: { $0.token == batch.token }) {
            try await session.settle(batch, as: .accepted)
        }
        return open
    }

    /// Takes what the partitions that a second member is given still hold: their offsets by partition.
    private static func takeShare(_ session: KafkaSession, gaps: [Int64]) async throws -> [Int: [Int64]] {
        var offsets: [Int: [Int64]] = [:]
        try await KafkaBroker.eventually(within: .seconds(40), "the share of the second") {
            if let batch = try await KafkaBroker.poll(session) {
                for partition in 0..<4 { offsets[partition, default: []] += batch.offsets(of: partition) }
                try await session.settle(batch, as: .accepted)
            }
            let own = await session.table.partitions.map { Int($0.partition) }
            return own.count == 2 && own.allSatisfy { offsets[$0]?.last == 99 }
        }
        return offsets.filter { !$0.value.isEmpty }
    }
}

extension Batch {
    /// The offsets of the messages that are from one partition.
    fileprivate func offsets(of partition: Int) -> [Int64] {
        messages.compactMap { message in
            let parts = message.position.split(separator: "/")
            guard parts.count == 4, Int(parts[2]) == partition else { return nil }
            return Int64(parts[3])
        }
    }
}
