internal import Domain
internal import Storage
internal import TestSupport
internal import Testing

@Suite("Jobs", .timeLimit(.minutes(2)))
struct JobTests {
    private func source(_ database: StorageDatabase, _ project: ULID) async throws -> ULID {
        try await database.configuration.createSource(SourceDraft(name: "orders", kind: "kafka"), project: project).id
    }

    private let progress = JobProgress(
        messages: 10,
        events: 7,
        deadLetters: 2,
        skipped: 1,
        oldest: Timestamp(seconds: 1_790_000_000),
        newest: Timestamp(seconds: 1_790_000_009),
        partitions: [
            .init(name: "orders/0", start: 3, position: 8, end: 20),
            .init(name: "orders/1", start: 0, position: 5, end: 5),
        ]
    )

    @Test("a job has one owner, who writes down how far it has come and how it ended")
    func lifecycle() async throws {
        try await StorageDatabase.with { database in
            let (store, project) = (database.configuration, try await database.project().id)
            let draft = JobDraft(
                source: try await source(database, project),
                endpoint: .random(),
                from: "earliest",
                to: "0:12",
                rate: 50,
                isDryRun: true
            )
            let made = try await store.createJob(draft, project: project)
            #expect(made.draft == draft && made.state == .waiting && made.progress == JobProgress())
            #expect(try await store.freeJobs(limit: 10).map(\.id) == [made.id])
            let claimed = try await store.claimJob(made.id, owner: "a", lease: .seconds(60))
            #expect(claimed?.state == .running && claimed?.owner == "a" && claimed?.startedAt != nil)
            #expect(try await store.claimJob(made.id, owner: "b", lease: .seconds(60)) == nil)
            #expect(try await store.freeJobs(limit: 10).isEmpty)
            let lease = Duration.seconds(60)
            #expect(
                try await store.saveJob(made.id, owner: "a", lease: lease, progress: progress, error: "slow") == false
            )
            #expect(try await store.saveJob(made.id, owner: "b", lease: lease, progress: progress, error: nil) == nil)
            let running = try #require(try await store.job(made.id, project: project))
            #expect(running.progress == progress && running.error == "slow")
            #expect(!(try await store.finishJob(made.id, owner: "b", as: .done, progress: progress, error: nil)))
            #expect(try await store.finishJob(made.id, owner: "a", as: .done, progress: progress, error: nil))
            let done = try #require(try await store.job(made.id, project: project))
            #expect(done.state == .done && done.owner == nil && done.finishedAt != nil && done.error == nil)
            #expect(try await store.cancelJob(made.id, project: project) == nil)
            #expect(try await store.job(made.id, project: .random()) == nil)
        }
    }

    @Test("a job is taken over when its owner's lease has ended, with what it had written down")
    func takenOver() async throws {
        try await StorageDatabase.with { database in
            let (store, project) = (database.configuration, try await database.project().id)
            let draft = JobDraft(source: try await source(database, project), from: "earliest", to: "latest")
            let id = try await store.createJob(draft, project: project).id
            _ = try await store.claimJob(id, owner: "a", lease: .seconds(60))
            _ = try await store.saveJob(id, owner: "a", lease: .zero, progress: progress, error: nil)
            let taken = try await store.claimJob(id, owner: "b", lease: .seconds(60))
            #expect(taken?.owner == "b" && taken?.progress == progress)
            #expect(
                try await store.saveJob(id, owner: "a", lease: .seconds(60), progress: JobProgress(), error: nil) == nil
            )
            // Given back on a stop: free at once.
            #expect(try await store.finishJob(id, owner: "b", as: .waiting, progress: progress, error: nil))
            #expect(try await store.freeJobs(limit: 10).map(\.id) == [id])
            #expect(try await store.freeJobs(after: id, limit: 10).isEmpty)
            #expect(try await store.job(id, project: project)?.finishedAt == nil)
        }
    }

    @Test("a job that nobody does ends at once when it is cancelled, one that runs is told")
    func cancelled() async throws {
        try await StorageDatabase.with { database in
            let (store, project) = (database.configuration, try await database.project().id)
            let draft = JobDraft(source: try await source(database, project), from: "earliest", to: "latest")
            let idle = try await store.createJob(draft, project: project).id
            #expect(try await store.cancelJob(idle, project: project)?.state == .cancelled)
            let busy = try await store.createJob(draft, project: project).id
            _ = try await store.claimJob(busy, owner: "a", lease: .seconds(60))
            let told = try await store.cancelJob(busy, project: project)
            #expect(told?.state == .running && told?.isCancelRequested == true)
            #expect(
                try await store.saveJob(busy, owner: "a", lease: .seconds(60), progress: progress, error: nil) == true
            )
            let page = try await store.jobs(project: project, states: [.cancelled], page: PageRequest())
            #expect(page.items.map(\.id) == [idle])
            #expect(try await store.deleteSource(draft.source, project: project))
            #expect(try await store.jobs(project: project, page: PageRequest()).items.isEmpty)
        }
    }

    @Test("a replay's delivery is marked, and does not stand in for one that an event lacks")
    func replays() async throws {
        try await StorageDatabase.with { database in
            let project = try await database.project().id
            let endpoint = try await database.endpoint(project: project).id
            let event = Samples.event(project: project, expected: 1)
            _ = try await database.store.persist([event])
            let job = ULID.random()
            let record = DeliveryRecord(
                id: .derived(at: event.envelope.id.timestamp, from: event.envelope.id, endpoint, salt: job),
                project: project,
                event: event.envelope.id,
                endpoint: endpoint,
                subscription: nil,
                eventType: "order.paid",
                acknowledgedAt: Timestamp(seconds: 1_790_000_000),
                status: .retry,
                attempts: 1,
                nextSendAt: .now(),
                updatedAt: .now(),
                replayJob: job
            )
            try await database.store.record([record], attempts: [])
            let lacking = try await database.store.eventsWithoutDeliveries(
                acknowledgedBetween: .now().adding(.seconds(-60)),
                and: .now().adding(.seconds(60)),
                limit: 10
            )
            #expect(lacking.map(\.envelope.id) == [event.envelope.id])
            #expect(try await database.queries.delivery(record.id, project: project)?.record.replayJob == job)
            let scheduled = try #require(try await database.store.scheduled([record.id]).first)
            #expect(scheduled.event.replay == Envelope.Replay(job: job))
            #expect(scheduled.event.acceptedAt == Timestamp(seconds: 1_790_000_000))
            #expect(
                try await database.queries.event(event.envelope.id, project: project)?.deliveries.first?.replayJob
                    == job
            )
        }
    }
}
