internal import Domain
internal import Queue
internal import Redis
internal import TestSupport
internal import Testing

@Suite("Delivery schedule", .timeLimit(.minutes(1)))
struct DeliveryScheduleTests {
    private static let start = Timestamp(milliseconds: 1_785_585_600_000)
    private let endpoint = ULID.random()

    private func at(_ milliseconds: Int64) -> Timestamp {
        Timestamp(milliseconds: Self.start.milliseconds + milliseconds)
    }

    private func item(_ id: ULID, _ milliseconds: Int64) -> ScheduledDelivery {
        ScheduledDelivery(delivery: id, endpoint: endpoint, due: at(milliseconds))
    }

    private func reference(_ id: ULID) -> DeliveryReference { DeliveryReference(delivery: id, endpoint: endpoint) }

    @Test("hands out what is due, earliest first, and nothing before its time")
    func claiming() async throws {
        try await TestRedis.withClient { redis, prefix in
            let schedule = DeliverySchedule(redis: redis, prefix: prefix)
            let ids = (0..<5).map { _ in ULID.random() }
            try await schedule.add(zip(ids, [400, 100, 300, 200, 900]).map { item($0, $1) })
            #expect(try await schedule.claim(endpoint, limit: 10, lease: .seconds(1), now: at(99)).isEmpty)
            #expect(try await schedule.claim(endpoint, limit: 2, lease: .seconds(1), now: at(400)) == [ids[1], ids[3]])
            #expect(
                try await schedule.claim(endpoint, limit: 10, lease: .seconds(1), now: at(400)) == [ids[2], ids[0]]
            )
            #expect(try await schedule.claim(endpoint, limit: 10, lease: .seconds(1), now: at(400)).isEmpty)
            #expect(try await schedule.dueEndpoints(now: at(2_000), limit: 9).map(\.earliest) == [at(900)])
            #expect(try await schedule.count(endpoint) == 5)
        }
    }

    @Test("rounds times so that a fraction of a millisecond never makes a delivery early")
    func fractions() async throws {
        try await TestRedis.withClient { redis, prefix in
            let schedule = DeliverySchedule(redis: redis, prefix: prefix)
            let id = ULID.random()
            let due = Timestamp(microseconds: at(5).microseconds + 300)
            try await schedule.add([ScheduledDelivery(delivery: id, endpoint: endpoint, due: due)])
            let almost = Timestamp(microseconds: due.microseconds - 1)
            #expect(try await schedule.claim(endpoint, limit: 1, lease: .seconds(1), now: almost).isEmpty)
            #expect(try await schedule.claim(endpoint, limit: 1, lease: .seconds(1), now: at(6)) == [id])
        }
    }

    @Test("a delivery whose lease ends is handed out again, one that was completed is not")
    func leases() async throws {
        try await TestRedis.withClient { redis, prefix in
            let schedule = DeliverySchedule(redis: redis, prefix: prefix)
            let (kept, done) = (ULID.random(), ULID.random())
            try await schedule.add([item(kept, 0), item(done, 1)])
            #expect(try await schedule.claim(endpoint, limit: 2, lease: .seconds(10), now: at(1)) == [kept, done])
            try await schedule.complete([reference(done)])
            try await schedule.complete([reference(done)])
            #expect(try await schedule.claim(endpoint, limit: 2, lease: .seconds(10), now: at(10_000)).isEmpty)
            #expect(try await schedule.claim(endpoint, limit: 2, lease: .seconds(10), now: at(10_001)) == [kept])
            try await schedule.complete([reference(kept)])
            #expect(try await schedule.dueEndpoints(now: at(1_000_000), limit: 10).isEmpty)
            #expect(try await schedule.earliestDue() == nil)
        }
    }

    @Test("a lease that is extended lasts longer, and what was completed stays gone", .bug(id: "fault(15)"))
    func extending() async throws {
        try await TestRedis.withClient { redis, prefix in
            let schedule = DeliverySchedule(redis: redis, prefix: prefix)
            let (kept, done) = (ULID.random(), ULID.random())
            try await schedule.add([item(kept, 0), item(done, 0)])
            _ = try await schedule.claim(endpoint, limit: 2, lease: .seconds(10), now: at(0))
            try await schedule.complete([reference(done)])
            try await schedule.extend([reference(kept), reference(done)], lease: .seconds(10), now: at(9_000))
            #expect(try await schedule.claim(endpoint, limit: 2, lease: .seconds(10), now: at(18_999)).isEmpty)
            #expect(try await schedule.claim(endpoint, limit: 2, lease: .seconds(10), now: at(19_000)) == [kept])
        }
    }

    @Test("adding again moves a delivery, earlier and later; restoring leaves it alone")
    func moving() async throws {
        try await TestRedis.withClient { redis, prefix in
            let schedule = DeliverySchedule(redis: redis, prefix: prefix)
            let (first, second) = (ULID.random(), ULID.random())
            try await schedule.add([item(first, 500)])
            try await schedule.add([item(first, 100)])
            #expect(try await schedule.earliestDue() == at(100))
            try await schedule.add([item(first, 900)])
            #expect(try await schedule.earliestDue() == at(900))
            #expect(try await schedule.restore([item(first, 0), item(second, 200)]) == 1)
            #expect(try await schedule.earliestDue() == at(200))
            _ = try await schedule.claim(endpoint, limit: 1, lease: .seconds(5), now: at(200))
            #expect(try await schedule.restore([item(second, 0)]) == 0)
            #expect(try await schedule.earliestDue() == at(900))
        }
    }

    @Test("lists endpoints by how long they wait, in pages, over all shards", arguments: [1, 3])
    func endpoints(shards: Int) async throws {
        try await TestRedis.withClient { redis, prefix in
            let schedule = DeliverySchedule(redis: redis, shards: shards, prefix: prefix)
            let endpoints = (0..<25).map { _ in ULID.random() }
            try await schedule.add(
                endpoints.enumerated().flatMap { index, endpoint in
                    (0..<3).map {
                        ScheduledDelivery(delivery: .random(), endpoint: endpoint, due: at(Int64(index + $0 * 100)))
                    }
                }
            )
            let due = try await schedule.dueEndpoints(now: at(19), limit: 100)
            #expect(due.map(\.endpoint) == Array(endpoints[..<20]))
            #expect(due.map(\.earliest) == (0..<20).map { at(Int64($0)) })
            #expect(
                try await schedule.dueEndpoints(now: at(19), limit: 7, offset: 14).map(\.endpoint)
                    == Array(endpoints[14..<20])
            )
            #expect(try await schedule.total() == 75)
            #expect(try await schedule.remove(endpoints[0]) == 3)
            #expect(try await schedule.dueEndpoints(now: at(19), limit: 1).map(\.endpoint) == [endpoints[1]])
            #expect(try await schedule.total() == 72)
        }
    }

    @Test("takes thousands of deliveries in one call and claims at most 500 at once")
    func volume() async throws {
        try await TestRedis.withClient { redis, prefix in
            let schedule = DeliverySchedule(redis: redis, prefix: prefix)
            let ids = (0..<12_345).map { _ in ULID.random() }
            try await schedule.add(ids.enumerated().map { item($1, Int64($0)) })
            #expect(try await schedule.count(endpoint) == ids.count)
            #expect(
                try await schedule.claim(endpoint, limit: 100_000, lease: .seconds(99), now: at(100_000))
                    == Array(ids[..<500])
            )
            try await schedule.complete(ids.map { reference($0) })
            #expect(try await schedule.total() == 0)
            #expect(try await schedule.earliestDue() == nil)
        }
    }

    @Test("of several workers, each delivery goes to one")
    func competingClaims() async throws {
        try await TestRedis.withClient(connections: 3) { redis, prefix in
            let schedule = DeliverySchedule(redis: redis, prefix: prefix)
            let ids = (0..<600).map { _ in ULID.random() }
            try await schedule.add(ids.map { item($0, 0) })
            let claimed = try await withThrowingTaskGroup { group in
                for _ in 0..<6 {
                    group.addTask {
                        var claimed: [ULID] = []
                        while true {
                            let some = try await schedule.claim(endpoint, limit: 17, lease: .seconds(60), now: at(1))
                            if some.isEmpty { return claimed }
                            claimed += some
                        }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(claimed.count == 600)
            #expect(Set(claimed) == Set(ids))
        }
    }
}
