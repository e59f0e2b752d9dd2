import ConnectorCore
import KafkaSupport
import Testing

@testable import KafkaConnector

@Suite(
    "What a Kafka log holds, on a real broker",
    .timeLimit(.minutes(3)),
    .enabled(if: KafkaBroker.address != nil, "set LONGSHORE_TEST_KAFKA=host:port to a broker for tests")
)
struct KafkaLogTests {
    @Test("transactions: what was committed arrives once, what was aborted never, and markers hold no commit up")
    func transactions() async throws {
        try await KafkaBroker.withTopic(partitions: 1) { broker in
            let producer = try TestProducer(
                try #require(KafkaBroker.address),
                properties: ["transactional.id": "id.\(broker.topic)", "transaction.timeout.ms": "10000"]
            )
            try producer.beginTransactions()
            for (round, commits) in [true, false, false, true, false].enumerated() {
                try producer.beginTransaction()
                for index in 0..<20 { try producer.send(broker.topic, value: Array("\(round).\(index)".utf8)) }
                try producer.endTransaction(commits: commits)
            }
            try broker.producer.send(broker.topic, ["last"])
            let messages = try await broker.connector().withSession { try await KafkaBroker.take(41, from: $0) }
            let wanted = [0, 3].flatMap { round in (0..<20).map { "\(round).\($0)" } } + ["last"]
            #expect(messages.map(\.text) == wanted)
            // Five transactions of 20 messages and a marker each, then one message.
            #expect(messages.last?.position == "kafka/\(broker.topic)/0/105")
            #expect(try broker.committed(1) == [106])
        }
    }

    @Test("a transaction that is open holds its messages back, and what comes after; nothing is lost when it commits")
    func openTransaction() async throws {
        try await KafkaBroker.withTopic(partitions: 1) { broker in
            let producer = try TestProducer(
                try #require(KafkaBroker.address),
                properties: ["transactional.id": "id.\(broker.topic)"]
            )
            try producer.beginTransactions()
            try broker.producer.send(broker.topic, ["before"])
            try await broker.connector().withSession { session in
                #expect(try await KafkaBroker.take(1, from: session).map(\.text) == ["before"])
                try producer.beginTransaction()
                try producer.send(broker.topic, ["in"])
                try broker.producer.send(broker.topic, ["after"])
                let early = try await KafkaBroker.poll(session)
                #expect(early == nil)
                try producer.endTransaction(commits: true)
                #expect(try await KafkaBroker.take(2, from: session).map(\.text) == ["in", "after"])
            }
        }
    }

    @Test(
        "commits are batched however small the batches are, and what is left is flushed when the consumer stops",
        .bug(id: "fault(5)")
    )
    func fewCommits() async throws {
        try await KafkaGate.with { gate in
            try await KafkaBroker.withTopic(partitions: 1) { broker in
                try broker.producer.send(broker.topic, (0..<3_000).map(String.init))
                let start = ContinuousClock.now
                let connector = broker.connector(brokers: gate.brokers, properties: ["broker.address.family": "v4"])
                try await connector.withSession { session in
                    for _ in 0..<3_000 {
                        let batch = try #require(try await session.next(upTo: 1))
                        try await session.settle(batch, as: .accepted)
                    }
                }
                #expect(try broker.committed(1) == [3_000])
                // One is due every 100 ms here, and each answer takes its time.
                let most = Int((ContinuousClock.now - start) / .milliseconds(100)) + 3
                #expect((1...most).contains(gate.count(of: "commit")), "\(gate.count(of: "commit")) of \(most)")
            }
        }
    }

    @Test("compaction: offsets that are gone hold no commit up, also while batches are settled out of order")
    func compaction() async throws {
        let compacted = ["cleanup.policy": "compact", "segment.ms": "100", "min.cleanable.dirty.ratio": "0.01"]
        try await KafkaBroker.withTopic(partitions: 1, settings: compacted) { broker in
            for index in 0..<200 {
                try broker.producer.send(broker.topic, key: Array("own-\(index)".utf8), value: Array("\(index)".utf8))
                try broker.producer.send(broker.topic, key: [0x72], value: Array("replaced".utf8))
            }
            try broker.producer.flush()
            // The cleaner leaves the newest segment alone, so something has to come after.
            var end: Int64 = 400
            try await KafkaBroker.eventually("compacted") {
                try broker.producer.send(broker.topic, key: [0x7A], value: Array("end".utf8))
                try broker.producer.flush()
                end += 1
                let probe = broker.inGroup("probe-\(end)")
                let first = try await probe.connector().withSession { try await KafkaBroker.take(100, from: $0) }
                // Every second one is to go: with all of them gone the hundredth stands at 198.
                return Self.offset(first[99]) ?? 0 > 150
            }
            try await broker.connector().withSession { session in
                var batches: [Batch] = []
                while Self.offset(batches.last?.messages.last) != end - 1 {
                    if let batch = try await KafkaBroker.poll(session, limit: 7) { batches.append(batch) }
                }
                let texts = batches.flatMap(\.messages).map(\.text)
                #expect(texts.filter { Int($0) != nil } == (0..<200).map(String.init))
                #expect(texts.count < 300, "little was compacted")
                for batch in batches.reversed() { try await session.settle(batch, as: .accepted) }
                try await KafkaBroker.eventually("committed") { try broker.committed(1) == [end] }
            }
        }
    }

    private static func offset(_ message: Message?) -> Int64? {
        message?.position.split(separator: "/").last.flatMap { Int64($0) }
    }
}
