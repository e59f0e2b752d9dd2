internal import Domain
internal import Postgres
internal import Storage
internal import TestSupport
internal import Testing

@Suite("Partitions", .timeLimit(.minutes(2)))
struct PartitionsTests {
    private static let day: Duration = .seconds(86_400)

    private func daysAgo(_ days: Int) -> Timestamp { .now().adding(.zero - Self.day * days) }

    /// Moves the acceptance of everything into the past, as if it had been stored then.
    private func age(_ database: StorageDatabase) async throws {
        for table in ["events", "deliveries"] {
            try await database.run("UPDATE \(table) SET acknowledged_at = created_at")
        }
    }

    @Test("partitions are made once, around today, for all three tables")
    func ensure() async throws {
        try await StorageDatabase.with { database in
            let made = try await database.partitions.ensure(daysBehind: 1, daysAhead: 2)
            #expect(made == 12)
            #expect(try await database.partitions.ensure(daysBehind: 1, daysAhead: 2) == 0)
            #expect(try await database.partitions.ensure(daysBehind: 1, daysAhead: 3) == 3)
            let today = try await database.run(
                "SELECT to_regclass('events_y' || to_char(now() AT TIME ZONE 'UTC', 'YYYY\"m\"MM\"d\"DD')) IS NOT NULL"
            )
            #expect(try today[0].bool(0))
        }
    }

    @Test("rows that wait in the default partition move to their day, while others write")
    func move() async throws {
        try await StorageDatabase.with { database in
            let project = try await database.project().id
            let events = (0..<50).map {
                Samples.event(project: project, id: .random(at: daysAgo($0 % 3)), key: "\($0)")
            }
            _ = try await database.store.persist(events)
            let records = events.map { Samples.delivery(of: $0.envelope, endpoint: ULID(high: 1, low: 1)) }
            let attempts = records.map { Samples.attempt(of: $0) }
            try await database.store.record(records, attempts: attempts)
            #expect(try await database.count("events_default") == 50)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<3 {
                    group.addTask { _ = try await database.partitions.ensure(daysBehind: 3) }
                    group.addTask {
                        for _ in 0..<20 { _ = try await database.store.persist([Samples.event(project: project)]) }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.count("events") == 110)
            for table in ["events_default", "deliveries_default", "attempts_default"] {
                #expect(try await database.count(table) == 0)
            }
            #expect(try await database.store.persist(events).inserted.isEmpty)
            #expect(try await database.queries.attempts(delivery: records[4].id, project: project) == [attempts[4]])
        }
    }

    @Test("an old day is dropped, a young one stays")
    func drop() async throws {
        try await StorageDatabase.with { database in
            _ = try await database.partitions.ensure(daysBehind: 10)
            let project = try await database.project().id
            let old = Samples.event(project: project, id: .random(at: daysAgo(9)))
            let young = Samples.event(project: project, id: .random(at: daysAgo(2)))
            _ = try await database.store.persist([old, young])
            try await database.store.record(
                [old, young].map { Samples.delivery(of: $0.envelope, endpoint: .random()) },
                attempts: []
            )
            try await age(database)
            #expect(try await database.partitions.drop(olderThan: 30) == 0)
            #expect(try await database.partitions.drop(olderThan: 5) == 5)
            #expect(try await database.queries.event(old.envelope.id, project: project) == nil)
            #expect(try await database.queries.event(young.envelope.id, project: project) != nil)
            #expect(try await database.count("deliveries") == 1)
        }
    }

    @Test("a day with unfinished work stays until it is done")
    func unfinished() async throws {
        try await StorageDatabase.with { database in
            _ = try await database.partitions.ensure(daysBehind: 10)
            let project = try await database.project().id
            let pending = Samples.event(project: project, id: .random(at: daysAgo(9)))
            let undelivered = Samples.event(project: project, id: .random(at: daysAgo(8)))
            let backfilled = Samples.event(project: project, id: .random(at: daysAgo(7)), expected: 0)
            _ = try await database.store.persist([pending, undelivered])
            let endpoint = ULID.random()
            let retry = Samples.delivery(of: pending.envelope, endpoint: endpoint, status: .retry, nextSendAt: .now())
            let attempt = Samples.attempt(of: retry, at: daysAgo(9))
            try await database.store.record([retry], attempts: [attempt])
            try await age(database)
            _ = try await database.store.persist([backfilled])
            #expect(try await database.partitions.drop(olderThan: 5) == 2)
            for event in [pending, undelivered, backfilled] {
                #expect(try await database.queries.event(event.envelope.id, project: project) != nil)
            }
            #expect(try await database.count("attempts") == 1)

            let done = Samples.delivery(of: pending.envelope, endpoint: endpoint, attempts: 2)
            try await database.store.record([done], attempts: [])
            try await database.store.record(
                [Samples.delivery(of: undelivered.envelope, endpoint: endpoint)],
                attempts: []
            )
            try await age(database)
            #expect(try await database.partitions.drop(olderThan: 5) == 3)
            #expect(try await database.count("events") == 0)
            #expect(try await database.count("attempts") == 0)
        }
    }

    @Test("what has no daily partition is kept by acceptance, and deleted in batches when it is done")
    func strays() async throws {
        try await StorageDatabase.with { database in
            let project = try await database.project().id
            let longAgo = daysAgo(400)
            let accepted = daysAgo(40)
            let old = (0..<5).map { _ in
                Samples.event(project: project, id: .random(at: longAgo), acceptedAt: accepted)
            }
            let pending = Samples.event(project: project, id: .random(at: longAgo), acceptedAt: accepted)
            let undelivered = Samples.event(project: project, id: .random(at: longAgo), acceptedAt: accepted)
            let young = Samples.event(project: project, id: .random(at: longAgo))
            _ = try await database.store.persist(old + [pending, undelivered, young])
            let endpoint = ULID.random()
            let retry = Samples.delivery(of: pending.envelope, endpoint: endpoint, status: .retry, nextSendAt: .now())
            let records = (old + [young]).map { Samples.delivery(of: $0.envelope, endpoint: endpoint) } + [retry]
            let attempts = records.map { Samples.attempt(of: $0, at: accepted) }
            try await database.store.record(records, attempts: attempts)
            #expect(try await database.partitions.deleteStrays(olderThan: 90, batch: 2) == 0)
            // Five events with their deliveries; attempts of the five and of the young one.
            #expect(try await database.partitions.deleteStrays(olderThan: 30, batch: 2) == 5 + 5 + 6)
            for event in [pending, undelivered, young] {
                #expect(try await database.queries.event(event.envelope.id, project: project) != nil)
            }
            #expect(try await database.count("deliveries") == 2)
            #expect(try await database.count("attempts") == 1)
        }
    }
}
