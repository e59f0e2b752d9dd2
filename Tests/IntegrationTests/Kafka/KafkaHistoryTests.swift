import ConnectorCore
import Domain
import KafkaSupport
import Testing

@testable import KafkaConnector

@Suite(
    "Kafka's history, on a real broker",
    .timeLimit(.minutes(3)),
    .enabled(if: KafkaBroker.address != nil, "set LONGSHORE_TEST_KAFKA=host:port to a broker for tests")
)
struct KafkaHistoryTests {
    /// Reads a plan to its end.
    private func read(_ broker: KafkaBroker, _ plan: HistoryPlan) async throws -> (
        texts: [String], end: [HistoryPartition]
    ) {
        try await broker.connector().withHistory(plan) { history in
            var texts: [String] = []
            while let batch = try await history.next(upTo: 100) {
                texts += batch.messages.map(\.text)
                #expect(batch.messages.count <= 100)
            }
            return (texts, await history.partitions)
        }
    }

    private func range(_ from: HistoryBound, _ to: HistoryBound = .latest) -> HistoryPlan {
        .range(HistoryRange(from: from, to: to))
    }

    private func texts(_ partition: Int, _ offsets: Range<Int>) -> [String] { offsets.map { "\(partition)-\($0)" } }

    @Test("is read exactly, while a group consumes, whose place stays as it is")
    func besideGroup() async throws {
        try await KafkaBroker.withTopic(partitions: 2) { broker in
            for partition in 0..<2 {
                try broker.producer.send(broker.topic, partition: Int32(partition), texts(partition, 0..<500))
            }
            try await broker.connector().withSession { session in
                _ = try await KafkaBroker.take(1_000, from: session)
                try await KafkaBroker.eventually("committed") {
                    _ = try await KafkaBroker.poll(session)
                    return try broker.committed(2) == [500, 500]
                }
                let all = try await read(broker, range(.earliest))
                #expect(all.texts.filter { $0.hasPrefix("0-") } == texts(0, 0..<500))
                #expect(all.texts.filter { $0.hasPrefix("1-") } == texts(1, 0..<500))
                let some = try await read(broker, range(.offset(100), .offset(350)))
                #expect(some.texts.filter { $0.hasPrefix("0-") } == texts(0, 100..<350))
                #expect(some.texts.filter { $0.hasPrefix("1-") } == texts(1, 100..<350))
                #expect(some.end.map(\.position) == [350, 350])
                let one = try await read(broker, range(.offsets([.init(partition: 1, offset: 490)])))
                #expect(one.texts == texts(1, 490..<500))
                // Nobody was sent away, and nothing was committed.
                #expect(try broker.committed(2) == [500, 500])
                try broker.producer.send(broker.topic, partition: 0, ["new"])
                #expect(try await KafkaBroker.take(1, from: session).map(\.text) == ["new"])
            }
            #expect(try broker.committed(2) == [501, 500])
        }
    }

    @Test("ends where it ended when reading began, although more is produced meanwhile; what was left is read on")
    func rest() async throws {
        try await KafkaBroker.withTopic(partitions: 1) { broker in
            try broker.producer.send(broker.topic, texts(0, 0..<300))
            let (read, left) = try await broker.connector().withHistory(range(.earliest)) { history in
                try broker.producer.send(broker.topic, texts(0, 300..<400))
                let batch = try await history.next(upTo: 70)
                return (batch?.messages.map(\.text) ?? [], batch?.partitions ?? [])
            }
            #expect(read == texts(0, 0..<read.count) && !read.isEmpty)
            #expect(
                left == [HistoryPartition(name: "\(broker.topic)/0", start: 0, position: Int64(read.count), end: 300)]
            )
            let rest = try await self.read(broker, .rest(left))
            #expect(read + rest.texts == texts(0, 0..<300))
        }
    }

    @Test("by time begins and ends with the first message of that time")
    func times() async throws {
        try await KafkaBroker.withTopic(partitions: 1) { broker in
            let base = Timestamp.now().milliseconds - 60_000
            for index in 0..<20 {
                let value = Array("\(index)".utf8)
                try broker.producer.send(
                    broker.topic,
                    partition: 0,
                    value: value,
                    milliseconds: base + Int64(index) * 1_000
                )
            }
            try broker.producer.flush()
            let from = HistoryBound.time(Timestamp(milliseconds: base + 4_500))
            let to = HistoryBound.time(Timestamp(milliseconds: base + 9_000))
            #expect(try await read(broker, range(from, to)).texts == ["5", "6", "7", "8"])
            let future = HistoryBound.time(Timestamp(milliseconds: base + 3_600_000))
            #expect(try await read(broker, range(future)).texts.isEmpty)
            #expect(try await read(broker, range(from, future)).texts.count == 15)
        }
    }

    @Test("of an end that no message has, as compaction and transactions leave it, is at its end all the same")
    func gap() async throws {
        try await KafkaBroker.withTopic(partitions: 1) { broker in
            try broker.producer.send(broker.topic, texts(0, 0..<10))
            // As if the last three offsets before the end had been compacted away: the broker has nothing more.
            let rest = HistoryPartition(name: "\(broker.topic)/0", start: 0, position: 4, end: 13)
            let read = try await read(broker, .rest([rest]))
            #expect(read.texts == texts(0, 4..<10))
            #expect(read.end.map(\.position) == [13])
        }
    }

    @Test("of topics by pattern, and of a topic that is missing")
    func topics() async throws {
        try await KafkaBroker.withTopic(partitions: 1) { broker in
            var pattern = broker
            try broker.producer.create("\(broker.topic).more", partitions: 1)
            try broker.producer.send("\(broker.topic).more", ["more"])
            pattern.topics = ["^\(broker.topic.replacing(".", with: "\\."))\\..*"]
            #expect(try await read(pattern, range(.earliest)).texts == ["more"])
            var missing = broker
            missing.topics = ["\(broker.topic)-nowhere"]
            await #expect {
                _ = try await read(missing, range(.earliest))
            } throws: {
                ($0 as? ConnectorError)?.code == .missing
            }
        }
    }
}
