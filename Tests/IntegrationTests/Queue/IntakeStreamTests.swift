internal import Domain
internal import Queue
internal import Redis
internal import TestSupport
internal import Testing

@Suite("Intake stream", .timeLimit(.minutes(1)))
struct IntakeStreamTests {
    private func payloads(_ range: Range<Int>) -> [[UInt8]] { range.map { Array("entry \($0)".utf8) } }

    @Test("hands out what was appended, in order, and forgets what is acknowledged")
    func roundTrip() async throws {
        try await TestRedis.withClient { redis, prefix in
            let stream = IntakeStream(redis: redis, prefix: prefix)
            try await stream.ensureGroup()
            try await stream.ensureGroup()
            #expect(try await stream.append(payloads(0..<500)) == 500)
            let reader = stream.reader(consumer: "a")
            let first = try await reader.next(limit: 300, block: .seconds(1))
            let second = try await reader.next(limit: 300, block: .seconds(1))
            #expect((first + second).map { Array($0.bytes) } == payloads(0..<500))
            #expect((first + second).allSatisfy { $0.deliveryCount == 1 })
            try await stream.acknowledge((first + second).map(\.id))
            #expect(try await stream.level().entries == 0)
            #expect(try await reader.next(limit: 10, block: .milliseconds(20)).isEmpty)
            #expect(try await stream.reader(consumer: "a").next(limit: 10, block: .zero).isEmpty)
            await reader.close()
        }
    }

    @Test("keeps every byte of a payload")
    func bytes() async throws {
        try await TestRedis.withClient { redis, prefix in
            let stream = IntakeStream(redis: redis, prefix: prefix)
            let payloads: [[UInt8]] = [[], [0], Array(0...255), [UInt8](repeating: 0x0D, count: 100_000)]
            try await stream.append(payloads)
            let reader = stream.reader(consumer: "a")
            #expect(try await reader.next(limit: 10, block: .zero).map { Array($0.bytes) } == payloads)
            await reader.close()
        }
    }

    @Test("gives each entry to one of several consumers")
    func sharing() async throws {
        try await TestRedis.withClient { redis, prefix in
            let stream = IntakeStream(redis: redis, prefix: prefix)
            try await stream.append(payloads(0..<1_000))
            let ids = try await withThrowingTaskGroup { group in
                for consumer in 0..<4 {
                    group.addTask {
                        let reader = stream.reader(consumer: "c\(consumer)")
                        var ids: [StreamID] = []
                        while true {
                            let records = try await reader.next(limit: 70, block: .milliseconds(50))
                            if records.isEmpty { break }
                            ids += records.map(\.id)
                            try await stream.acknowledge(records.map(\.id))
                        }
                        await reader.close()
                        return ids
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(ids.count == 1_000)
            #expect(Set(ids).count == 1_000)
        }
    }

    @Test("wakes a waiting reader")
    func blocking() async throws {
        try await TestRedis.withClient { redis, prefix in
            let stream = IntakeStream(redis: redis, prefix: prefix)
            try await stream.ensureGroup()
            let reader = stream.reader(consumer: "a")
            let waiting = Task { try await reader.next(limit: 10, block: .seconds(30)) }
            try await eventually("the reader waits") {
                (try await redis.send(RedisCommand("CLIENT", "LIST")).text ?? "").contains("cmd=xreadgroup")
            }
            let start = ContinuousClock.now
            try await stream.append(payloads(0..<1))
            #expect(try await waiting.value.count == 1)
            #expect(start.duration(to: .now) < .seconds(5))
            await reader.close()
        }
    }

    @Test("tells its level and when it is full, by entries and by bytes")
    func level() async throws {
        try await TestRedis.withClient { redis, prefix in
            let byEntries = IntakeStream(redis: redis, bound: IntakeBound(entries: 10), prefix: prefix)
            #expect(try await byEntries.level() == IntakeLevel(entries: 0, bytes: 0, isFull: false))
            try await byEntries.append(payloads(0..<9))
            #expect(try await !byEntries.level().isFull)
            #expect(try await byEntries.append(payloads(9..<10)) == 10)
            let level = try await byEntries.level()
            #expect(level.isFull && level.entries == 10 && level.bytes > 100)
            let byBytes = IntakeStream(redis: redis, bound: IntakeBound(bytes: 100_000), prefix: prefix)
            #expect(try await !byBytes.level().isFull)
            try await byBytes.append((0..<100).map { _ in [UInt8](repeating: 1, count: 2_000) })
            #expect(try await byBytes.level().isFull)
        }
    }

    @Test("spreads over shards, of which one that is full counts")
    func shards() async throws {
        try await TestRedis.withClient { redis, prefix in
            let stream = IntakeStream(redis: redis, shards: 3, bound: IntakeBound(entries: 20), prefix: prefix)
            for round in 0..<6 { try await stream.append(payloads(round * 10..<round * 10 + 10)) }
            let level = try await stream.level()
            #expect(level.entries == 60 && level.isFull)
            var found: [[UInt8]] = []
            for shard in 0..<3 {
                let reader = stream.reader(shard: shard, consumer: "a")
                let records = try await reader.next(limit: 100, block: .zero)
                #expect(records.count == 20)
                found += records.map { Array($0.bytes) }
                try await stream.acknowledge(records.map(\.id), shard: shard)
                await reader.close()
            }
            #expect(Set(found) == Set(payloads(0..<60)))
            #expect(try await stream.level().entries == 0)
        }
    }

    @Test("acknowledges any number of entries in one call")
    func manyAcknowledgements() async throws {
        try await TestRedis.withClient { redis, prefix in
            let stream = IntakeStream(redis: redis, prefix: prefix)
            try await stream.append(payloads(0..<3_500))
            let reader = stream.reader(consumer: "a")
            let ids = try await reader.next(limit: 5_000, block: .zero).map(\.id)
            #expect(ids.count == 3_500)
            try await stream.acknowledge(ids)
            #expect(try await stream.level().entries == 0)
            #expect(try await stream.reader(consumer: "a").next(limit: 10, block: .zero).isEmpty)
            await reader.close()
        }
    }
}
