internal import Domain
internal import Queue
internal import Redis
internal import Testing

/// What the schedule shall do, in memory: due times by endpoint and delivery.
private struct ScheduleModel {
    var due: [ULID: [ULID: Int64]] = [:]

    func earliest(_ endpoint: ULID) -> Int64? { due[endpoint]?.values.min() }

    mutating func set(_ delivery: ULID, _ endpoint: ULID, _ time: Int64) {
        due[endpoint, default: [:]][delivery] = time
    }

    mutating func remove(_ delivery: ULID, _ endpoint: ULID) {
        due[endpoint]?[delivery] = nil
        if due[endpoint]?.isEmpty == true { due[endpoint] = nil }
    }

    func claimable(_ endpoint: ULID, now: Int64, limit: Int) -> [ULID] {
        // Equal scores are ordered by the bytes of the member.
        let sorted = (due[endpoint] ?? [:]).filter { $0.value <= now }.sorted {
            ($0.value, $0.key) < ($1.value, $1.key)
        }
        return sorted.prefix(limit).map(\.key)
    }
}

@Suite("Delivery schedule against a model", .timeLimit(.minutes(2)))
struct DeliveryScheduleModelTests {
    private struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state ^ state >> 29) &* 0xBF58_476D_1CE4_E5B9
        }
    }

    @Test("agrees after every one of many random operations", arguments: [1, 2, 3, 4])
    func randomOperations(seed: Int) async throws {
        try await TestRedis.withClient { redis, prefix in
            let schedule = DeliverySchedule(redis: redis, shards: seed % 2 + 1, prefix: prefix)
            var random = Random(state: UInt64(seed))
            var model = ScheduleModel()
            let endpoints = (0..<4).map { _ in ULID.random() }
            let deliveries = (0..<12).map { _ in ULID.random() }
            var now: Int64 = 1_785_585_600_000

            for step in 0..<700 {
                now += .random(in: 0...40, using: &random)
                let endpoint = endpoints[Int.random(in: 0..<4, using: &random)]
                let some = deliveries.filter { _ in Int.random(in: 0..<4, using: &random) == 0 }
                let time = Timestamp(milliseconds: now)
                let items = some.map {
                    ScheduledDelivery(
                        delivery: $0,
                        endpoint: endpoint,
                        due: Timestamp(milliseconds: now + .random(in: -100...100, using: &random))
                    )
                }
                let references = some.map { DeliveryReference(delivery: $0, endpoint: endpoint) }
                let lease = Int64.random(in: 0...120, using: &random)
                switch Int.random(in: 0..<100, using: &random) {
                case ..<25:
                    try await schedule.add(items)
                    for item in items { model.set(item.delivery, endpoint, item.due.milliseconds) }
                case ..<35:
                    let missing = items.filter { model.due[endpoint]?[$0.delivery] == nil }
                    #expect(try await schedule.restore(items) == missing.count)
                    for item in missing { model.set(item.delivery, endpoint, item.due.milliseconds) }
                case ..<65:
                    let limit = Int.random(in: 0...6, using: &random)
                    let expected = model.claimable(endpoint, now: now, limit: limit)
                    let claimed = try await schedule.claim(
                        endpoint,
                        limit: limit,
                        lease: .milliseconds(lease),
                        now: time
                    )
                    #expect(claimed == expected, "step \(step)")
                    for delivery in expected { model.set(delivery, endpoint, now + lease) }
                case ..<75:
                    try await schedule.extend(references, lease: .milliseconds(lease), now: time)
                    for delivery in some where model.due[endpoint]?[delivery] != nil {
                        model.set(delivery, endpoint, now + lease)
                    }
                case ..<98:
                    try await schedule.complete(references)
                    for delivery in some { model.remove(delivery, endpoint) }
                default:
                    #expect(try await schedule.remove(endpoint) == model.due[endpoint]?.count ?? 0)
                    model.due[endpoint] = nil
                }
                try await compare(schedule, model, endpoints, now: now, step: step)
            }
        }
    }

    private func compare(
        _ schedule: DeliverySchedule,
        _ model: ScheduleModel,
        _ endpoints: [ULID],
        now: Int64,
        step: Int
    ) async throws {
        let everything = Timestamp(milliseconds: now + 1_000_000)
        let index = try await schedule.dueEndpoints(now: everything, limit: 100)
        let found = Dictionary(uniqueKeysWithValues: index.map { ($0.endpoint, $0.earliest.milliseconds) })
        let expected = model.due.keys.reduce(into: [ULID: Int64]()) { $0[$1] = model.earliest($1) }
        try #require(found == expected, "step \(step)")
        #expect(index.map(\.earliest) == index.map(\.earliest).sorted(), "step \(step)")
        #expect(try await schedule.earliestDue()?.milliseconds == expected.values.min(), "step \(step)")
        let due = try await schedule.dueEndpoints(now: Timestamp(milliseconds: now), limit: 100)
        #expect(Set(due.map(\.endpoint)) == Set(expected.filter { $0.value <= now }.keys), "step \(step)")
        for endpoint in endpoints {
            #expect(try await schedule.count(endpoint) == model.due[endpoint]?.count ?? 0, "step \(step)")
        }
        #expect(try await schedule.total() == model.due.values.reduce(0) { $0 + $1.count }, "step \(step)")
    }
}
