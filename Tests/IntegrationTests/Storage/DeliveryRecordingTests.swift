internal import Domain
internal import Postgres
internal import Storage
internal import TestSupport
internal import Testing

@Suite("Recording deliveries", .timeLimit(.minutes(2)))
struct DeliveryRecordingTests {
    private func withEvent(
        _ body: (StorageDatabase, _ event: Envelope, _ endpoint: ULID) async throws -> Void
    ) async throws {
        try await StorageDatabase.with { database in
            let project = try await database.project().id
            let event = Samples.event(project: project, headers: [Header(name: "h", value: "v")], key: "k")
            _ = try await database.store.persist([event])
            try await body(database, event.envelope, .random())
        }
    }

    @Test("a delivery that ended at once is one row, its attempt comes back whole, and nothing is pending")
    func success() async throws {
        try await withEvent { database, event, endpoint in
            let record = Samples.delivery(of: event, endpoint: endpoint, subscription: .random())
            let attempt = Samples.attempt(of: record)
            try await database.store.record([record], attempts: [attempt])
            try await database.store.record([record], attempts: [attempt])
            let stored = try #require(try await database.queries.delivery(record.id, project: event.project))
            #expect(stored.record == record)
            #expect(stored.idempotencyKey == "k")
            #expect(try await database.queries.attempts(delivery: record.id, project: event.project) == [attempt])
            #expect(try await database.queries.attempts(delivery: record.id, project: .random()).isEmpty)
            #expect(try await database.count("pending_deliveries") == 0)
            let existing = try await database.store.deliveries(ofEvents: [.init(project: event.project, id: event.id)])
            #expect(existing.map(\.id) == [record.id])
            #expect(existing.first?.status == .success)
        }
    }

    @Test("a delivery that failed is pending with everything its next attempt needs, until it ends")
    func retry() async throws {
        try await withEvent { database, event, endpoint in
            let due = Timestamp.now().adding(.seconds(60))
            let failed = Samples.delivery(
                of: event,
                endpoint: endpoint,
                status: .retry,
                nextSendAt: due,
                lastStatus: 503,
                description: "503"
            )
            try await database.store.record([failed], attempts: [Samples.attempt(of: failed, status: 503)])
            let scheduled = try #require(try await database.store.scheduled([failed.id, failed.id, .random()]).first)
            #expect(scheduled.id == failed.id)
            #expect(scheduled.event == event)
            #expect(scheduled.endpoint == endpoint)
            #expect(scheduled.attempts == 1)
            #expect(scheduled.dueAt == due)
            #expect(scheduled.lastStatus == 503)
            #expect(try await database.store.pendingOverdue(before: due, limit: 10).isEmpty)
            let overdue = try await database.store.pendingOverdue(before: due.adding(.microseconds(1)), limit: 10)
            #expect(overdue.map(\.id) == [failed.id])
            let next = try await database.store.pendingOverdue(
                before: .now().adding(.seconds(99)),
                after: overdue[0],
                limit: 10
            )
            #expect(next.isEmpty)
            #expect(try await database.store.allPending(after: nil, limit: 10) == overdue)
            #expect(try await database.store.allPending(after: failed.id, limit: 10).isEmpty)

            try await database.store.forgetFinished([failed.id])
            #expect(try await database.count("pending_deliveries") == 1)

            let succeeded = Samples.delivery(of: event, endpoint: endpoint, attempts: 2)
            try await database.store.record([succeeded], attempts: [Samples.attempt(of: succeeded, number: 2)])
            #expect(try await database.store.scheduled([failed.id]).isEmpty)
            #expect(try await database.count("pending_deliveries") == 0)
            let attempts = try await database.queries.attempts(delivery: failed.id, project: event.project)
            #expect(attempts.map(\.number) == [1, 2])
        }
    }

    @Test("of several records for one delivery in a batch the last counts")
    func severalRecords() async throws {
        try await withEvent { database, event, endpoint in
            let failed = Samples.delivery(of: event, endpoint: endpoint, status: .retry, nextSendAt: .now())
            let succeeded = Samples.delivery(of: event, endpoint: endpoint, attempts: 2)
            try await database.store.record([failed, succeeded], attempts: [])
            #expect(try await database.queries.delivery(failed.id, project: event.project)?.record.status == .success)
            #expect(try await database.count("pending_deliveries") == 0)
        }
    }

    @Test(
        "a worker that comes late takes nothing back",
        arguments: [
            (DeliveryStatus.success, 1, DeliveryStatus.retry, 1), (.success, 1, .failure, 5), (.retry, 3, .retry, 1),
            (.retry, 3, .failure, 2), (.failure, 3, .retry, 2),
        ]
    )
    func late(_ known: DeliveryStatus, _ attempts: Int, _ lateStatus: DeliveryStatus, _ lateAttempts: Int) async throws
    {
        try await withEvent { database, event, endpoint in
            let due = Timestamp.now()
            let first = Samples.delivery(
                of: event,
                endpoint: endpoint,
                status: known,
                attempts: attempts,
                nextSendAt: known.isFinished ? nil : due
            )
            try await database.store.record([first], attempts: [])
            let pending = try await database.count("pending_deliveries")
            #expect(pending == (known.isFinished ? 0 : 1))
            let late = Samples.delivery(
                of: event,
                endpoint: endpoint,
                status: lateStatus,
                attempts: lateAttempts,
                nextSendAt: lateStatus.isFinished ? nil : due.adding(.seconds(9))
            )
            try await database.store.record([late], attempts: [])
            #expect(try await database.queries.delivery(first.id, project: event.project)?.record == first)
            #expect(try await database.count("pending_deliveries") == pending)
        }
    }

    @Test("opening again restarts the schedule, for this project's deliveries in the given states only")
    func reopen() async throws {
        try await withEvent { database, event, endpoint in
            let failed = Samples.delivery(of: event, endpoint: endpoint, status: .failure, attempts: 5, lastStatus: 500)
            try await database.store.record([failed], attempts: [])
            let now = Timestamp.now()
            func reopen(_ project: ULID, _ statuses: [DeliveryStatus]) async throws -> [ULID] {
                try await database.store.reopen([failed.id], project: project, in: statuses, at: now).map(\.id)
            }
            #expect(try await reopen(.random(), [.failure]).isEmpty)
            #expect(try await reopen(event.project, [.success]).isEmpty)
            #expect(try await reopen(event.project, [.failure, .discarded]) == [failed.id])
            #expect(try await reopen(event.project, [.failure]).isEmpty)
            let scheduled = try #require(try await database.store.scheduled([failed.id]).first)
            #expect(scheduled.status == .scheduled)
            #expect(scheduled.attempts == 5)
            #expect(scheduled.attemptsBefore == 5)
            #expect(scheduled.dueAt == now)
        }
    }

    @Test("writers with the same deliveries in any order do not block each other in a circle")
    func contention() async throws {
        try await StorageDatabase.with { database in
            let project = try await database.project().id
            let events = (0..<200).map { _ in Samples.event(project: project) }
            _ = try await database.store.persist(events)
            let records = events.enumerated().map { index, event in
                Samples.delivery(
                    of: event.envelope,
                    endpoint: ULID(high: 1, low: 1),
                    status: index % 2 == 0 ? .success : .retry,
                    nextSendAt: index % 2 == 0 ? nil : .now()
                )
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<6 {
                    group.addTask { try await database.store.record(records.shuffled(), attempts: []) }
                }
                try await group.waitForAll()
            }
            #expect(try await database.count("deliveries") == 200)
            #expect(try await database.count("pending_deliveries") == 100)
        }
    }
}
