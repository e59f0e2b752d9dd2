import ConnectorCore
import Domain
import KafkaSupport
import Testing

@testable import KafkaConnector

@Suite("A Kafka session, on brokers in this process", .timeLimit(.minutes(2)))
struct KafkaSessionTests {
    private let cluster: MockCluster
    private let producer: TestProducer

    init() throws {
        cluster = try MockCluster()
        producer = try TestProducer(cluster.bootstrap)
    }

    private func harness(_ topics: String..., group: String = "g") -> SessionHarness {
        SessionHarness(bootstrap: cluster.bootstrap, topics: topics, group: group)
    }

    @Test("delivers every message of every partition in order, commits on close, and goes on there")
    func goesOn() async throws {
        cluster.create("orders", partitions: 3)
        for partition in 0..<3 {
            try producer.send("orders", partition: Int32(partition), (0..<200).map { "\(partition)-\($0)" })
        }
        let harness = harness("orders")
        let messages = try await harness.connector().withSession { try await SessionHarness.take(600, from: $0) }
        for partition in 0..<3 {
            let own = messages.filter { $0.position.hasPrefix("kafka/orders/\(partition)/") }
            #expect(own.map(\.text) == (0..<200).map { "\(partition)-\($0)" })
            #expect(own.map(\.position) == (0..<200).map { "kafka/orders/\(partition)/\($0)" })
        }
        #expect(try harness.committed("orders", partitions: 3) == [200, 200, 200])
        try producer.send("orders", partition: 1, ["after"])
        let rest = try await harness.connector().withSession { try await SessionHarness.take(1, from: $0) }
        #expect(rest.map(\.text) == ["after"])
    }

    @Test("what was not settled is delivered again, from the first gap on")
    func redelivers() async throws {
        cluster.create("orders", partitions: 1)
        try producer.send("orders", (0..<30).map(String.init))
        let harness = harness("orders")
        // A batch may have fewer than it was asked for.
        let settled = try await harness.connector().withSession { session in
            let first = try #require(try await session.next(upTo: 10))
            _ = try #require(try await session.next(upTo: 10))
            let third = try #require(try await session.next(upTo: 10))
            try await session.settle(first, as: .accepted)
            try await session.settle(third, as: .rejected(reason: "test"))
            return first.messages.count
        }
        #expect(try harness.committed("orders") == [Int64(settled)])
        let again = try await harness.connector().withSession { try await SessionHarness.take(30 - settled, from: $0) }
        #expect(again.map(\.text) == (settled..<30).map(String.init))
    }

    @Test("commits while it goes on, without being closed")
    func commits() async throws {
        cluster.create("orders", partitions: 1)
        try producer.send("orders", (0..<30).map(String.init))
        let harness = harness("orders")
        try await harness.connector().withSession { session in
            _ = try await SessionHarness.take(30, from: session)
            try await eventually("committed") { try harness.committed("orders") == [30] }
        }
    }

    @Test("keys, headers, times and absent values arrive as they were sent")
    func faithful() async throws {
        cluster.create("orders", partitions: 1)
        try producer.send(
            "orders",
            key: [0xFF, 0x00],
            value: [0x7B, 0x7D],
            headers: [("a", [1, 2]), ("b", nil), ("a", [])],
            milliseconds: 1_700_000_000_123
        )
        try producer.send("orders", key: nil, value: nil)
        try producer.send("orders", key: [], value: [])
        try producer.flush()
        let harness = harness("orders")
        let messages = try await harness.connector().withSession { try await SessionHarness.take(3, from: $0) }
        #expect(messages[0].key == [0xFF, 0x00])
        #expect(messages[0].body == [0x7B, 0x7D])
        #expect(
            messages[0].headers == [
                .init(name: "a", value: [1, 2]), .init(name: "b", value: nil), .init(name: "a", value: []),
            ]
        )
        #expect(messages[0].timestamp == Timestamp(milliseconds: 1_700_000_000_123))
        #expect(messages[0].attributes.map(\.value) == ["orders", "0", "0", "1700000000123"])
        #expect(messages[1].key == nil)
        #expect(messages[1].body == nil)
        #expect(messages[2].key == [])
        #expect(messages[2].body == [])
    }

    @Test("a retry delivers the batch and what follows again, in order, and holds no other partition up")
    func retries() async throws {
        cluster.create("orders", partitions: 2)
        try producer.send("orders", partition: 0, (0..<20).map { "a\($0)" })
        let harness = harness("orders")
        try await harness.connector().withSession { session in
            let first = try #require(try await session.next(upTo: 5))
            _ = try await session.next(upTo: 5)
            let start = ContinuousClock.now
            try await session.settle(first, as: .retry(after: .seconds(4)))
            try producer.send("orders", partition: 1, ["b0"])
            let other = try await SessionHarness.take(1, from: session)
            #expect(other.map(\.text) == ["b0"])
            #expect(ContinuousClock.now - start < .seconds(4), "the other partition waited")
            let again = try await SessionHarness.take(20, from: session)
            #expect(again.map(\.text) == (0..<20).map { "a\($0)" })
            #expect(ContinuousClock.now - start >= .seconds(4))
        }
        #expect(try harness.committed("orders", partitions: 2) == [20, 1])
    }

    @Test("after a stall it goes on where it was: nothing missing, nothing twice", arguments: [0, 7])
    func stall(before: Int) async throws {
        cluster.create("orders", partitions: 2)
        for partition in 0..<2 {
            try producer.send("orders", partition: Int32(partition), (0..<500).map { "\(partition)-\($0)" })
        }
        let harness = harness("orders")
        let messages = try await harness.connector().withSession { session in
            var messages: [Message] = []
            if before > 0 { messages += try await SessionHarness.take(before, from: session, limit: before) }
            for _ in 0..<3 {
                try await eventually("stalled") { await session.isStalled }
                try await Task.sleep(for: .milliseconds(100))
                messages += try await SessionHarness.take(1, from: session, limit: 90)
            }
            messages += try await SessionHarness.take(1_000 - messages.count, from: session)
            return messages
        }
        for partition in 0..<2 {
            let own = messages.filter { $0.text.hasPrefix("\(partition)-") }.map(\.text)
            #expect(own == (0..<500).map { "\(partition)-\($0)" })
        }
    }

    @Test("a stall after a retry loses nothing", .bug(id: "fault(4)"))
    func stallAfterRetry() async throws {
        cluster.create("orders", partitions: 1)
        try producer.send("orders", (0..<100).map(String.init))
        try await harness("orders").connector().withSession { session in
            let batch = try #require(try await session.next(upTo: 50))
            try await session.settle(batch, as: .retry(after: nil))
            try await eventually("stalled") { await session.isStalled }
            let again = try await SessionHarness.take(100, from: session)
            #expect(again.map(\.text) == (0..<100).map(String.init))
        }
    }

    @Test("a consumer that stays away longer than max.poll.interval keeps its partitions")
    func staysMember() async throws {
        cluster.create("orders", partitions: 1)
        try producer.send("orders", (0..<10).map(String.init))
        let harness = harness("orders")
        let connector = harness.connector(properties: ["max.poll.interval.ms": "6000"])
        try await connector.withSession { session in
            _ = try await SessionHarness.take(5, from: session, limit: 5)
            try await Task.sleep(for: .seconds(8))
            #expect(await session.table.partitions.count == 1)
            let rest = try await SessionHarness.take(5, from: session)
            #expect(rest.map(\.text) == (5..<10).map(String.init))
        }
    }

    @Test(
        "partitions move to a second member and back, and every message is settled",
        arguments: KafkaSettings.Assignment.allCases
    )
    func rebalances(assignment: KafkaSettings.Assignment) async throws {
        cluster.create("orders", partitions: 4)
        let harness = harness("orders")
        let seen = Seen()
        try await withThrowingTaskGroup { group in
            let stop = Flag()
            for member in 0..<2 {
                group.addTask {
                    if member == 1 { try await eventually("first has begun") { seen.count > 50 } }
                    try await harness.connector(assignment: assignment).withSession { session in
                        while !stop.isSet, !(member == 1 && seen.count(of: 1) > 100) {
                            guard let batch = try await poll(session, limit: 20) else { continue }
                            seen.add(batch.messages.map(\.text), by: member)
                            try await session.settle(batch, as: .accepted)
                        }
                    }
                }
            }
            group.addTask {
                var sent = 0
                // Until the second has had its share, and some more.
                while seen.count(of: 1) <= 100, sent < 100_000 {
                    for _ in 0..<20 {
                        try producer.send("orders", partition: Int32(sent % 4), value: Array("\(sent)".utf8))
                        sent += 1
                    }
                    try await Task.sleep(for: .milliseconds(20))
                }
                try producer.flush()
                let total = sent
                try await eventually(within: .seconds(40), "all") { seen.distinct == total }
                stop.set()
            }
            try await group.waitForAll()
        }
        #expect(seen.count(of: 1) > 100)
        let total = Int64(seen.distinct)
        func committed() throws -> Int64 {
            try harness.committed("orders", partitions: 4).compactMap(\.self).reduce(0, +)
        }
        #expect(try committed() <= total)
        // What the group did not let a member commit in the middle of a rebalance comes again to the next.
        try await harness.connector(assignment: assignment).withSession { session in
            try await eventually(within: .seconds(40), "all is committed") {
                if let batch = try await poll(session, limit: 20) { try await session.settle(batch, as: .accepted) }
                return try committed() == total
            }
        }
    }

    @Test("cancelling an idle consumer ends it soon, and leaves the group")
    func cancelsIdle() async throws {
        cluster.create("orders", partitions: 1)
        let harness = harness("orders")
        let task = Task {
            try await harness.connector().withSession { session in
                _ = try await poll(session, limit: 1)
                return try await session.next(upTo: 1)
            }
        }
        try await Task.sleep(for: .milliseconds(500))
        let start = ContinuousClock.now
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(ContinuousClock.now - start < .seconds(8))
    }

    @Test("a consumer that was put out of the group comes back, and nothing is missing")
    func evicted() async throws {
        cluster.create("orders", partitions: 2)
        for partition in 0..<2 {
            try producer.send("orders", partition: Int32(partition), (0..<50).map { "\(partition)-\($0)" })
        }
        // Nothing polls while the consumer is away.
        var timing = SessionHarness.timing
        timing.stall = .seconds(100)
        timing.tick = .seconds(100)
        timing.commitInterval = .zero
        let connector = harness("orders").connector(properties: ["max.poll.interval.ms": "6000"], timing: timing)
        try await connector.withSession { session in
            var texts = try await SessionHarness.take(30, from: session, limit: 10).map(\.text)
            try await Task.sleep(for: .seconds(9))
            while Set(texts).count < 100 { texts += try await SessionHarness.take(1, from: session).map(\.text) }
            #expect(Set(texts).count == 100)
        }
    }

    @Test("brokers that go and come again are shown, and lose nothing")
    func outage() async throws {
        cluster.create("orders", partitions: 1)
        try producer.send("orders", ["1"])
        let harness = harness("orders")
        try await harness.connector(properties: ["statistics.interval.ms": "100"]).withSession { session in
            _ = try await SessionHarness.take(1, from: session)
            cluster.down()
            try await withThrowingTaskGroup { group in
                group.addTask { try await SessionHarness.take(1, from: session, within: .seconds(40)) }
                try await eventually(within: .seconds(15), "degraded") { harness.status?.state == .degraded }
                #expect(harness.status?.error?.contains("no broker can be reached at") == true)
                cluster.up()
                try producer.send("orders", ["2"])
                #expect(try await group.next()?.map(\.text) == ["2"])
            }
            try await eventually("running") { harness.status?.state == .running }
        }
    }

    @Test("commits that the broker refuses are made again")
    func commitRetried() async throws {
        cluster.create("orders", partitions: 1)
        try producer.send("orders", ["1", "2"])
        let harness = harness("orders")
        try await harness.connector().withSession { session in
            // OffsetCommit is request 8; 14 and 15 say that the coordinator is not ready.
            cluster.fail(api: 8, with: [15, 14, 15])
            _ = try await SessionHarness.take(2, from: session)
            try await eventually(within: .seconds(15), "committed") { try harness.committed("orders") == [2] }
        }
    }

    @Test("a member that the group has forgotten joins again, and what was not committed comes again")
    func forgotten() async throws {
        cluster.create("orders", partitions: 1)
        try producer.send("orders", ["1", "2"])
        let harness = harness("orders")
        try await harness.connector().withSession { session in
            // 25: the member is not known.
            cluster.fail(api: 8, with: [25])
            let messages = try await SessionHarness.take(4, from: session)
            #expect(messages.map(\.text) == ["1", "2", "1", "2"])
            try await eventually(within: .seconds(15), "committed") { try harness.committed("orders") == [2] }
        }
    }

    @Test("a topic that does not exist fails the session with words that help")
    func missingTopic() async throws {
        let harness = harness("nowhere")
        await #expect {
            try await harness.connector(properties: ["allow.auto.create.topics": "false"]).withSession {
                _ = try await SessionHarness.take(1, from: $0, within: .seconds(15))
            }
        } throws: { error in
            // The mock makes topics by itself; only what a session says of one is of interest here.
            (error as? ConnectorError)?.code == .missing || error is NotInTime
        }
    }

    @Test("settings that librdkafka refuses are a configuration error")
    func refused() async throws {
        let harness = harness("orders")
        await #expect {
            try await harness.connector(properties: ["fetch.min.bites": "1"]).withSession { _ in }
        } throws: { error in
            (error as? ConnectorError)?.code == .configuration && "\(error)".contains("fetch.min.bites")
        }
    }
}
