import ConnectorCore
import Domain
import KafkaSupport
import Testing

@testable import KafkaConnector

@Suite(
    "A Kafka session, on a real broker",
    .timeLimit(.minutes(3)),
    .enabled(if: KafkaBroker.address != nil, "set LONGSHORE_TEST_KAFKA=host:port to a broker for tests")
)
struct KafkaBrokerTests {
    @Test("consumes, commits, and goes on where it was")
    func goesOn() async throws {
        try await KafkaBroker.withTopic(partitions: 3) { broker in
            for partition in 0..<3 {
                try broker.producer.send(
                    broker.topic,
                    partition: Int32(partition),
                    (0..<300).map { "\(partition)-\($0)" }
                )
            }
            let messages = try await broker.connector().withSession { try await KafkaBroker.take(900, from: $0) }
            for partition in 0..<3 {
                let own = messages.filter { $0.position.hasPrefix("kafka/\(broker.topic)/\(partition)/") }
                #expect(own.map(\.text) == (0..<300).map { "\(partition)-\($0)" })
            }
            #expect(try broker.committed(3) == [300, 300, 300])
            try broker.producer.send(broker.topic, partition: 2, ["after"])
            let rest = try await broker.connector().withSession { try await KafkaBroker.take(1, from: $0) }
            #expect(rest.map(\.text) == ["after"])
        }
    }

    @Test("a time as start begins with the first message of that time, and is kept by a restart before any message")
    func startsAtTime() async throws {
        try await KafkaBroker.withTopic(partitions: 1) { broker in
            // Recent: what is older than the retention is gone.
            let base = Timestamp.now().milliseconds - 60_000
            for index in 0..<10 {
                try broker.producer.send(
                    broker.topic,
                    partition: 0,
                    value: Array("\(index)".utf8),
                    milliseconds: base + Int64(index) * 1_000
                )
            }
            try broker.producer.flush()
            let start = KafkaSettings.Start.timestamp(Timestamp(milliseconds: base + 6_500))
            let messages = try await broker.connector(start: start).withSession {
                try await KafkaBroker.take(3, from: $0)
            }
            #expect(messages.map(\.text) == ["7", "8", "9"])

            let later = KafkaSettings.Start.timestamp(Timestamp(milliseconds: base + 30_000))
            let other = broker.inGroup("other")
            try await other.connector(start: later).withSession { session in
                try await KafkaBroker.eventually("pinned") {
                    _ = try await KafkaBroker.poll(session)
                    return try other.committed(1) == [10]
                }
            }
        }
    }

    @Test("latest begins at the end, keeps its place, and leaves nothing out of a partition that is found later")
    func startsAtEnd() async throws {
        try await KafkaBroker.withTopic(partitions: 1) { broker in
            try broker.producer.send(broker.topic, ["old"])
            try await broker.connector(start: .latest).withSession { session in
                try await KafkaBroker.eventually("pinned") {
                    _ = try await KafkaBroker.poll(session)
                    return try broker.committed(1) == [1]
                }
            }
            // Produced while nobody consumes: a restart must not begin at the end anew.
            try broker.producer.send(broker.topic, ["new"])
            let messages = try await broker.connector(start: .latest).withSession {
                try await KafkaBroker.take(1, from: $0)
            }
            #expect(messages.map(\.text) == ["new"])
        }
    }

    @Test("a pattern finds topics, those made later too")
    func pattern() async throws {
        try await KafkaBroker.withTopic(partitions: 1) { broker in
            let other = "\(broker.topic).more"
            var pattern = broker
            pattern.topics = ["^\(broker.topic.replacing(".", with: "\\."))\\..*"]
            try broker.producer.create(other, partitions: 1)
            try broker.producer.send(other, ["1"])
            let connector = pattern.connector(properties: ["topic.metadata.refresh.interval.ms": "500"])
            try await connector.withSession { session in
                #expect(try await KafkaBroker.take(1, from: session).map(\.position) == ["kafka/\(other)/0/0"])
                let late = "\(broker.topic).late"
                try broker.producer.create(late, partitions: 1)
                try broker.producer.send(late, ["2"])
                #expect(try await KafkaBroker.take(1, from: session).map(\.position) == ["kafka/\(late)/0/0"])
            }
        }
    }

    @Test("partitions move between members and nothing is lost", arguments: KafkaSettings.Assignment.allCases)
    func rebalances(assignment: KafkaSettings.Assignment) async throws {
        try await KafkaBroker.withTopic(partitions: 4) { broker in
            for index in 0..<4_000 {
                try broker.producer.send(broker.topic, partition: Int32(index % 4), value: Array("\(index)".utf8))
            }
            try broker.producer.flush()
            let seen = KafkaBroker.Seen()
            try await withThrowingTaskGroup { group in
                for member in 0..<3 {
                    group.addTask {
                        try await Task.sleep(for: .milliseconds(700 * member))
                        try await broker.connector(assignment: assignment).withSession { session in
                            while seen.distinct < 4_000 {
                                guard let batch = try await KafkaBroker.poll(session, limit: 10) else { continue }
                                seen.add(batch.messages.map(\.text))
                                try await Task.sleep(for: .milliseconds(5))
                                try await session.settle(batch, as: .accepted)
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(seen.distinct == 4_000)
            // What the broker did not let a leaving member commit comes again to the next.
            try await broker.connector(assignment: assignment).withSession { session in
                try await KafkaBroker.eventually(within: .seconds(40), "committed") {
                    if let batch = try await KafkaBroker.poll(session) {
                        try await session.settle(batch, as: .accepted)
                    }
                    return try broker.committed(4) == [1_000, 1_000, 1_000, 1_000]
                }
            }
        }
    }

    @Test("a static member that is back keeps its partitions")
    func staticMember() async throws {
        try await KafkaBroker.withTopic(partitions: 1) { broker in
            try broker.producer.send(broker.topic, ["1"])
            let connector = broker.connector(instanceID: "static")
            #expect(try await connector.withSession { try await KafkaBroker.take(1, from: $0) }.count == 1)
            try broker.producer.send(broker.topic, ["2"])
            #expect(try await connector.withSession { try await KafkaBroker.take(1, from: $0) }.map(\.text) == ["2"])
        }
    }

    @Test("a message of 5 MB, a null one and header bytes arrive")
    func poison() async throws {
        try await KafkaBroker.withTopic(partitions: 1) { broker in
            try broker.producer.send(broker.topic, value: [UInt8](repeating: 0x61, count: 5 << 20))
            try broker.producer.send(broker.topic, key: [1], value: nil, headers: [("h", [0xFF, 0x00])])
            try broker.producer.flush()
            let messages = try await broker.connector().withSession { try await KafkaBroker.take(2, from: $0) }
            #expect(messages[0].body?.count == 5 << 20)
            #expect(messages[1].body == nil)
            #expect(messages[1].key == [1])
            #expect(messages[1].headers == [MessageHeader(name: "h", value: [0xFF, 0x00])])
        }
    }

    @Test("a topic that does not exist is named, with what to do")
    func missing() async throws {
        try await KafkaBroker.withTopic(partitions: 1) { broker in
            var missing = broker
            missing.topics = ["\(broker.topic)-nowhere"]
            let connector = missing.connector()
            await #expect {
                try await connector.withSession { _ = try await KafkaBroker.take(1, from: $0) }
            } throws: { error in
                guard let error = error as? ConnectorError else { return false }
                return error.code == .missing && error.message.contains("-nowhere` does not exist: create it")
            }
        }
    }

    @Test("a stall longer than the poll interval loses nothing and doubles nothing")
    func stall() async throws {
        try await KafkaBroker.withTopic(partitions: 2) { broker in
            for partition in 0..<2 {
                try broker.producer.send(
                    broker.topic,
                    partition: Int32(partition),
                    (0..<2_000).map { "\(partition)-\($0)" }
                )
            }
            let connector = broker.connector(properties: ["max.poll.interval.ms": "6000", "session.timeout.ms": "6000"])
            let messages = try await connector.withSession { session in
                var messages = try await KafkaBroker.take(100, from: session)
                try await Task.sleep(for: .seconds(8))
                messages += try await KafkaBroker.take(4_000 - messages.count, from: session)
                return messages
            }
            for partition in 0..<2 {
                #expect(
                    messages.map(\.text).filter { $0.hasPrefix("\(partition)-") }
                        == (0..<2_000).map { "\(partition)-\($0)" }
                )
            }
        }
    }
}
