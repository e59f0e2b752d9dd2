internal import Domain
internal import Queue
internal import Redis
internal import TestSupport
internal import Testing

@Suite("Slot leases", .timeLimit(.minutes(1)))
struct SlotLeaseTests {
    private let source = ULID.random()
    private let long = Duration.seconds(60)

    @Test("a slot has one owner, who may take it again")
    func exclusive() async throws {
        try await TestRedis.withClient { (redis, prefix) async throws in
            let leases = SlotLeases(redis: redis, prefix: prefix)
            #expect(try await leases.acquire(source: source, slot: 0, owner: "a", ttl: long))
            #expect(try await leases.acquire(source: source, slot: 0, owner: "a", ttl: long))
            #expect(try await !leases.acquire(source: source, slot: 0, owner: "b", ttl: long))
            #expect(try await leases.acquire(source: source, slot: 2, owner: "b", ttl: long))
            #expect(try await leases.owners(source: source, slots: 4) == ["a", nil, "b", nil])
            #expect(try await leases.owners(source: .random(), slots: 1) == [nil])
            #expect(try await leases.owners(source: source, slots: 0) == [])
        }
    }

    @Test("only the owner renews and releases")
    func ownership() async throws {
        try await TestRedis.withClient { (redis, prefix) async throws in
            let leases = SlotLeases(redis: redis, prefix: prefix)
            #expect(try await !leases.renew(source: source, slot: 0, owner: "a", ttl: long))
            #expect(try await leases.acquire(source: source, slot: 0, owner: "a", ttl: long))
            #expect(try await !leases.renew(source: source, slot: 0, owner: "b", ttl: long))
            #expect(try await !leases.release(source: source, slot: 0, owner: "b"))
            #expect(try await leases.renew(source: source, slot: 0, owner: "a", ttl: long))
            #expect(try await leases.release(source: source, slot: 0, owner: "a"))
            #expect(try await !leases.release(source: source, slot: 0, owner: "a"))
            #expect(try await leases.acquire(source: source, slot: 0, owner: "b", ttl: long))
        }
    }

    @Test("a lease that is not renewed ends, one that is renewed does not")
    func expiry() async throws {
        try await TestRedis.withClient { redis, prefix in
            let leases = SlotLeases(redis: redis, prefix: prefix)
            let short = Duration.milliseconds(500)
            #expect(try await leases.acquire(source: source, slot: 0, owner: "a", ttl: short))
            #expect(try await leases.acquire(source: source, slot: 1, owner: "a", ttl: short))
            try await eventually("the other slot is taken over", every: .milliseconds(20)) {
                #expect(try await leases.renew(source: source, slot: 0, owner: "a", ttl: long))
                return try await leases.acquire(source: source, slot: 1, owner: "b", ttl: long)
            }
            #expect(try await !leases.renew(source: source, slot: 1, owner: "a", ttl: short))
            #expect(try await leases.owners(source: source, slots: 2) == ["a", "b"])
        }
    }

    @Test("many who want the same slots get each of them once")
    func competition() async throws {
        try await TestRedis.withClient(connections: 2) { redis, prefix in
            let leases = SlotLeases(redis: redis, prefix: prefix)
            let won = try await withThrowingTaskGroup { group in
                for owner in 0..<20 {
                    group.addTask {
                        var count = 0
                        for slot in 0..<10
                        where try await leases.acquire(source: source, slot: slot, owner: "o\(owner)", ttl: long) {
                            count += 1
                        }
                        return count
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(won == 10)
        }
    }
}
