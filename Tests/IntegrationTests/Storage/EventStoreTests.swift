internal import Domain
internal import Postgres
internal import Storage
internal import TestSupport
internal import Testing

@Suite("Event store", .timeLimit(.minutes(2)))
struct EventStoreTests {
    @Test("an event comes back byte for byte, and a repeated one stays one row")
    func persist() async throws {
        try await StorageDatabase.with { database in
            let project = try await database.project().id
            let event = Samples.event(
                project: project,
                source: .random(),
                target: .owner("cust:42"),
                headers: [Header(name: "a", value: "1"), Header(name: "a", value: "é\u{0}")],
                data: #"{"b":1e400,"a":1.10,"a":"\u00e9"}"#,
                expected: 3,
                reason: nil
            )
            #expect(try await database.store.persist([event]).inserted == [event.envelope.id])
            #expect(try await database.store.persist([event, event]).inserted.isEmpty)
            #expect(try await database.count("events") == 1)
            let stored = try #require(try await database.queries.event(event.envelope.id, project: project))
            #expect(stored.envelope == event.envelope)
            #expect(stored.expectedDeliveries == 3)
            #expect(stored.createdAt == event.envelope.id.timestamp)
            #expect(try await database.queries.event(event.envelope.id, project: .random()) == nil)
        }
    }

    @Test("events of any time are taken, also those without a daily partition")
    func anyTime() async throws {
        try await StorageDatabase.with { database in
            _ = try await database.partitions.ensure()
            let project = try await database.project().id
            let times = [Timestamp(microseconds: 0), Timestamp(milliseconds: 1 << 47), .now()]
            let events = times.map { Samples.event(project: project, id: .random(at: $0)) }
            let last = Samples.event(project: project, id: ULID(high: .max, low: .max))
            let result = try await database.store.persist(events + [last])
            #expect(result.inserted.count == 4)
            #expect(try await database.count("events_default") == 3)
            #expect(try await database.store.persist(events + [last]).inserted.isEmpty)
        }
    }

    @Test("a text with U+0000 or an endless key harms neither itself nor the rest of the batch")
    func poison() async throws {
        try await StorageDatabase.with { database in
            let project = try await database.project().id
            let key = String(repeating: "k", count: 100_000)
            let events = [
                Samples.event(project: project, type: "a\u{0}b"), Samples.event(project: project, key: "k\u{0}"),
                Samples.event(project: project, key: key), Samples.event(project: project, key: key),
                Samples.event(project: project),
            ]
            let result = try await database.store.persist(events)
            #expect(result.inserted.count == 5)
            #expect(result.duplicatesByKey.count == 1)
        }
    }

    @Test("the second event with a key is a duplicate, also when both come again")
    func idempotency() async throws {
        try await StorageDatabase.with { database in
            let project = try await database.project().id
            let other = try await database.project("other").id
            let first = Samples.event(project: project, key: "k")
            let second = Samples.event(project: project, key: "k")
            let elsewhere = Samples.event(project: other, key: "k")
            #expect(try await database.store.persist([first, elsewhere]).duplicatesByKey.isEmpty)
            let result = try await database.store.persist([second, Samples.event(project: project)])
            #expect(result.inserted.count == 2)
            #expect(result.duplicatesByKey == [second.envelope.id])
            let again = try await database.store.persist([first, second, elsewhere])
            #expect(again.inserted.isEmpty)
            #expect(again.duplicatesByKey == [second.envelope.id])
            let stored = try await database.queries.event(second.envelope.id, project: project)
            #expect(stored?.isDuplicate == true)

            #expect(try await database.store.expireIdempotencyKeys(olderThan: .seconds(3600)) == 0)
            #expect(try await database.store.expireIdempotencyKeys(olderThan: .zero) == 2)
            let afterwards = Samples.event(project: project, key: "k")
            #expect(try await database.store.persist([afterwards]).duplicatesByKey.isEmpty)
        }
    }

    @Test("of many writers with one key exactly one has it, and none is refused")
    func contention() async throws {
        try await StorageDatabase.with { database in
            let project = try await database.project().id
            let keys = (0..<20).map { "key-\($0)" }
            let batches = (0..<8).map { _ in keys.shuffled().map { Samples.event(project: project, key: $0) } }
            let duplicates = try await withThrowingTaskGroup(of: Int.self) { group in
                for batch in batches {
                    group.addTask { try await database.store.persist(batch).duplicatesByKey.count }
                }
                return try await group.reduce(0, +)
            }
            #expect(duplicates == 7 * 20)
            #expect(try await database.count("events") == 160)
            #expect(try await database.run("SELECT count(*) FROM events WHERE NOT is_duplicate")[0].int(0) == 20)
        }
    }

    @Test("writers with the same events in any order do not block each other in a circle")
    func sameEvents() async throws {
        try await StorageDatabase.with { database in
            let project = try await database.project().id
            let events = (0..<300).map { _ in Samples.event(project: project) }
            let inserted = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<6 {
                    group.addTask { try await database.store.persist(events.shuffled()).inserted.count }
                }
                return try await group.reduce(0, +)
            }
            #expect(inserted == 300)
        }
    }

    @Test("a batch larger than one statement may be is still one batch")
    func large() async throws {
        try await StorageDatabase.with { database in
            let project = try await database.project().id
            let data = "\"" + String(repeating: "x", count: 7 << 20) + "\""
            let events = (0..<5).map { Samples.event(project: project, key: $0 == 4 ? "k" : nil, data: data) }
            #expect(try await database.store.persist(events).inserted.count == 5)
            let stored = try await database.queries.event(events[3].envelope.id, project: project)
            #expect(stored?.envelope.data.count == data.utf8.count)
        }
    }

    @Test("an event that lacks deliveries is found, until it has them or expects fewer")
    func undelivered() async throws {
        try await StorageDatabase.with { database in
            let project = try await database.project().id
            let time = Timestamp.now()
            let event = Samples.event(project: project, acceptedAt: time, expected: 2)
            let unmatched = Samples.event(
                project: project,
                acceptedAt: time,
                expected: 0,
                reason: "no subscription matched"
            )
            _ = try await database.store.persist([event, unmatched])
            func missing() async throws -> [ULID] {
                try await database.store.eventsWithoutDeliveries(
                    acknowledgedBetween: time,
                    and: time.adding(.seconds(1)),
                    limit: 10
                ).map(\.envelope.id)
            }
            #expect(try await missing() == [event.envelope.id])
            try await database.store.record([Samples.delivery(of: event.envelope, endpoint: .random())], attempts: [])
            #expect(try await missing() == [event.envelope.id])
            try await database.store.record([Samples.delivery(of: event.envelope, endpoint: .random())], attempts: [])
            #expect(try await missing().isEmpty)

            let reference = EventReference(project: project, id: unmatched.envelope.id)
            try await database.store.expect([(event: reference, deliveries: 1, reason: nil)])
            #expect(try await missing() == [unmatched.envelope.id])
        }
    }

    @Test("dead letters keep their bytes, once, and are resolved once")
    func deadLetters() async throws {
        try await StorageDatabase.with { database in
            let project = try await database.project().id
            let letters = (0..<3).map { index in
                DeadLetter(
                    id: .random(at: Timestamp(milliseconds: 1_700_000_000_000 + Int64(index))),
                    project: project,
                    source: nil,
                    position: "kafka/orders/3/\(index)",
                    reason: "the message is no JSON: unexpected \u{0} at byte 0",
                    headers: [Header(name: "h", value: "v")],
                    key: index == 0 ? nil : [0, 255],
                    receivedAt: Timestamp(milliseconds: 1_700_000_000_000),
                    body: [0xFF, 0x00, 0x7B]
                )
            }
            try await database.store.insert(deadLetters: letters)
            try await database.store.insert(deadLetters: letters)
            let page = try await database.queries.deadLetters(project: project, page: PageRequest(size: 2))
            #expect(page.items.map(\.letter.id) == [letters[2].id, letters[1].id])
            #expect(page.hasNext)
            let one = try #require(try await database.queries.deadLetter(letters[1].id, project: project))
            #expect(one.letter.body == letters[1].body)
            #expect(one.letter.key == letters[1].key)
            #expect(one.letter.headers == letters[1].headers)
            #expect(one.resolution == nil)

            let stranger = try await database.project("stranger").id
            #expect(try await database.queries.deadLetter(letters[1].id, project: stranger) == nil)
            #expect(!(try await database.queries.resolveDeadLetter(letters[1].id, project: stranger, as: .discarded)))
            #expect(try await database.queries.resolveDeadLetter(letters[1].id, project: project, as: .resubmitted))
            #expect(!(try await database.queries.resolveDeadLetter(letters[1].id, project: project, as: .discarded)))
            let open = try await database.queries.deadLetters(project: project, filter: .init(isResolved: false))
            #expect(open.items.map(\.letter.id) == [letters[2].id, letters[0].id])
            let early = TimeRange(end: Timestamp(milliseconds: 1_700_000_000_001))
            let first = try await database.queries.deadLetters(project: project, filter: .init(created: early))
            #expect(first.items.map(\.letter.id) == [letters[0].id])
            #expect(try await database.store.expireDeadLetters(olderThan: .zero) == 1)
            #expect(try await database.count("dead_letters") == 2)
        }
    }

    @Test("Redis' marker is kept per shard")
    func redisState() async throws {
        try await StorageDatabase.with { database in
            let before = try await database.store.redisState()
            #expect(before == nil)
            let states = ["a", "b", "c"].map {
                RedisState(marker: $0, verifiedAt: Timestamp(milliseconds: 1_700_000_000_000))
            }
            try await database.store.setRedisState(states[0])
            try await database.store.setRedisState(states[1], shard: 1)
            try await database.store.setRedisState(states[2])
            #expect(try await database.store.redisState() == states[2])
            #expect(try await database.store.redisState(shard: 1) == states[1])
        }
    }
}
