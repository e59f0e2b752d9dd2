import ConnectorCore
import Domain
import Manifest
import Postgres
import Storage
import TestSupport
import Testing

@Suite("Applying a connectors.yaml", .serialized, .timeLimit(.minutes(2)))
struct ManifestApplyTests {
    private static let text = """
        version: 1
        projects:
          - name: orders
            retry: {linear: {every: 10s}, attempts: 5}
            sources:
              - name: orders-kafka
                kafka:
                  brokers: [127.0.0.1:9092]
                  topics: [orders]
                  consumer_group: g
                  sasl: {mechanism: PLAIN, username: app, password: "${PASSWORD}"}
                workers: 2
                event_type: {header: event-type, default: order.changed}
                max_data_size: 2MiB
            endpoints:
              - {name: billing, url: "https://billing.example.com/hooks", secret: "${SECRET}"}
              - {name: shipping, url: "https://shipping.example.com/hooks", secret: other, owner_id: customer-1}
            subscriptions:
              - {name: paid, endpoint: billing, source: orders-kafka, event_types: [order.paid]}
              - {name: all, endpoint: shipping}
          - name: empty
        """

    private static func manifest(
        _ text: String = text,
        secret: String = "first",
        password: String = "kafka-pw"
    ) throws -> Manifest {
        let environment = ["SECRET": secret, "PASSWORD": password]
        let reading = Manifest.check(text, file: "connectors.yaml", environment: environment)
        return try #require(reading.manifest, "\(reading.text)")
    }

    @Test("everything is created; the second time there is nothing to do and the version stays")
    func idempotence() async throws {
        try await StorageDatabase.with { database in
            let store = database.configuration
            let manifest = try Self.manifest()
            let plan = try await manifest.plan(against: store)
            #expect(plan.summary == "7 to create, 0 unchanged.")
            #expect(try await store.projects().isEmpty)

            let applied = try await manifest.apply(to: store)
            #expect(applied.text == plan.text)
            let project = try #require(try await store.project(named: "orders"))
            #expect(
                project.configuration.retryPolicy == RetryPolicy(strategy: .linear(every: .seconds(10)), attempts: 5)
            )
            let source = try #require(try await store.sources(project: project.id).first)
            #expect(source.draft.maskedSettings.contains("•••") && !source.draft.maskedSettings.contains("kafka-pw"))
            let endpoints = try await store.endpoints(project: project.id)
            #expect(endpoints.map(\.draft.name) == ["billing", "shipping"])
            #expect(endpoints.map { $0.secrets.map(\.value) } == [["first"], ["other"]])
            let subscriptions = try await store.subscriptions(project: project.id)
            #expect(Set(subscriptions.map(\.draft.name)) == ["paid", "all"])
            #expect(subscriptions.first { $0.draft.name == "paid" }?.draft.source == source.id)

            let version = try await store.version()
            let again = try await manifest.apply(to: store)
            #expect(again.text == "Nothing to do: the database matches the file (7 things).\n")
            #expect(try await store.version() == version)
            #expect(try await store.endpoints(project: project.id) == endpoints)
        }
    }

    @Test("a stored source is what its consumers need")
    func storedSource() async throws {
        try await StorageDatabase.with { database in
            _ = try await Self.manifest().apply(to: database.configuration)
            let row = try #require(try await database.configuration.sourcesToRun().first)
            let source = try StoredSource.description(of: row)
            #expect(source.kind == "kafka")
            #expect(source.workers == 2)
            #expect(source.maximumDataBytes == 2 << 20)
            #expect(source.mapping.eventType == ValueRule(.header("event-type"), default: "order.changed"))
            #expect(source.settings.contains("kafka-pw"))
        }
    }

    @Test("changes are made in place: ids stay, and a changed secret ends the old one at once, or later if asked")
    func changes() async throws {
        try await StorageDatabase.with { database in
            let store = database.configuration
            _ = try await Self.manifest().apply(to: store)
            let project = try #require(try await store.project(named: "orders"))
            let before = try await store.endpoints(project: project.id)

            let changed = Self.text
                .replacing("hooks\", secret: other", with: "new\", secret: other")
                .replacing("source: orders-kafka, event_types: [order.paid]", with: "event_types: [\"*\"]")
                .replacing("topics: [orders]", with: "topics: [orders, payments]")
            let plan = try await Self.manifest(changed, secret: "second").apply(to: store)
            #expect(plan.summary == "4 to change, 3 unchanged.")
            #expect(plan.text.contains("secret: ••• → ••• (changed; the old one ends at once)"))
            let after = try await store.endpoints(project: project.id)
            #expect(after.map(\.id) == before.map(\.id))
            #expect(after[1].draft.url == "https://shipping.example.com/new")
            let now = try await Self.now(database)
            #expect(after[0].secrets.filter { $0.expiresAt.map { $0 > now } ?? true }.map(\.value) == ["second"])
            #expect(after[1].secrets == before[1].secrets)

            let overlapping = changed.replacing("\"${SECRET}\"", with: "third, secret_overlap: 1h")
            _ = try await Self.manifest(overlapping).apply(to: store)
            let last = try await store.endpoints(project: project.id)[0].secrets
            #expect(last.filter { $0.expiresAt.map { $0 > now } ?? true }.map(\.value) == ["second", "third"])
            #expect(try await Self.manifest(overlapping).apply(to: store).isEmpty)
        }
    }

    @Test("many at once are one after the other: one finds work, the others nothing")
    func concurrency() async throws {
        try await StorageDatabase.with { database in
            let manifest = try Self.manifest()
            let store = database.configuration
            let plans = try await withThrowingTaskGroup(of: Plan.self) { group in
                for _ in 0..<6 { group.addTask { try await manifest.apply(to: store) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(plans.count { !$0.isEmpty } == 1)
            #expect(try await store.projects().count == 2)
            #expect(try await database.count("endpoints") == 2)
            #expect(try await database.count("subscriptions") == 2)
        }
    }

    @Test("two that begin before either has ended: the second waits, then finds nothing to do")
    func sameFileAtOnce() async throws {
        try await StorageDatabase.with { database in
            let plans = try await Self.applyAtOnce([try Self.manifest(), try Self.manifest()], database)
            #expect(plans.map(\.changes.count).sorted() == [0, 7])
            #expect(plans.contains { $0.text == "Nothing to do: the database matches the file (7 things).\n" })
            #expect(try await Self.counts(database) == [2, 1, 2, 2])
            #expect(try await Self.manifest().apply(to: database.configuration).isEmpty)
        }
    }

    @Test("two files at once that share a project: what both name is made once, and nothing of either is lost")
    func twoFilesAtOnce() async throws {
        try await StorageDatabase.with { database in
            let more = Self.text
                .replacing("      - {name: all, endpoint: shipping}", with: "      - {name: more, endpoint: shipping}")
                .replacing("  - name: empty", with: "  - name: another")
            let manifests = [try Self.manifest(), try Self.manifest(more)]
            let plans = try await Self.applyAtOnce(manifests, database)
            // Whichever comes second makes its own subscription and project, and finds the other five things there.
            #expect(plans.map(\.summary).sorted() == ["2 to create, 5 unchanged.", "7 to create, 0 unchanged."])
            #expect(try await Self.counts(database) == [3, 1, 2, 3])
            for manifest in manifests { #expect(try await manifest.apply(to: database.configuration).isEmpty) }
        }
    }

    @Test("two files at once that contradict each other: the last one wins, whole")
    func contradiction() async throws {
        try await StorageDatabase.with { database in
            let store = database.configuration
            _ = try await Self.manifest().apply(to: store)
            let changed = Self.text.replacing("workers: 2", with: "workers: 3").replacing("10s", with: "20s")
            let other = Self.text.replacing("workers: 2", with: "workers: 4").replacing("10s", with: "30s")
            let manifests = [try Self.manifest(changed), try Self.manifest(other)]
            let plans = try await Self.applyAtOnce(manifests, database)
            #expect(plans.allSatisfy { $0.summary == "2 to change, 5 unchanged." })
            var unchanged: [Bool] = []
            for manifest in manifests { unchanged.append(try await manifest.plan(against: store).isEmpty) }
            #expect(unchanged.count { $0 } == 1)
            #expect(try await Self.counts(database) == [2, 1, 2, 2])
        }
    }

    /// Applies all while the lock is taken, and lets go of it when every one of them waits: none comes too late to meet
    /// the others.
    private static func applyAtOnce(_ manifests: [Manifest], _ database: StorageDatabase) async throws -> [Plan] {
        let store = database.configuration
        let tasks = try await store.withTransaction { _ in
            let tasks = manifests.map { manifest in Task { try await manifest.apply(to: store) } }
            try await eventually("every one waits for the lock") {
                let waiting = try await database.run(
                    """
                    SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
                    WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()
                    """
                )
                return try waiting[0].int(0) == tasks.count
            }
            return tasks
        }
        var plans: [Plan] = []
        for task in tasks { plans.append(try await task.value) }
        return plans
    }

    /// How many projects, sources, endpoints and subscriptions there are.
    private static func counts(_ database: StorageDatabase) async throws -> [Int] {
        var counts: [Int] = []
        for table in ["projects", "sources", "endpoints", "subscriptions"] {
            counts.append(try await database.count(table))
        }
        return counts
    }

    @Test("a failure in the middle leaves nothing behind")
    func atomicity() async throws {
        try await StorageDatabase.with { database in
            try await database.run("ALTER TABLE subscriptions ADD CHECK (name <> 'all')")
            let version = try await database.configuration.version()
            await #expect(throws: (any Error).self) { try await Self.manifest().apply(to: database.configuration) }
            #expect(try await database.configuration.projects().isEmpty)
            #expect(try await database.configuration.version() == version)
            try await database.run("ALTER TABLE subscriptions DROP CONSTRAINT subscriptions_name_check")
            #expect(try await Self.manifest().apply(to: database.configuration).changes.count == 7)
        }
    }

    @Test("prune removes what is not in the file, in the projects of the file only")
    func pruning() async throws {
        try await StorageDatabase.with { database in
            let store = database.configuration
            _ = try await Self.manifest().apply(to: store)
            let small = try Self.manifest(
                "version: 1\nprojects: [{name: orders, retry: {linear: {every: 10s}, attempts: 5}}]"
            )
            let kept = try await small.apply(to: store)
            #expect(kept.isEmpty)
            #expect(kept.kept.count == 5)
            let pruned = try await small.apply(to: store, prune: true)
            #expect(pruned.summary == "5 to remove, 1 unchanged.")
            #expect(try await database.count("sources") == 0)
            #expect(try await database.count("endpoints") == 0)
            #expect(try await database.count("subscriptions") == 0)
            #expect(try await store.projects().map(\.name) == ["empty", "orders"])
        }
    }

    @Test("what an operator paused stays paused")
    func status() async throws {
        try await StorageDatabase.with { database in
            let store = database.configuration
            _ = try await Self.manifest().apply(to: store)
            let project = try #require(try await store.project(named: "orders"))
            let endpoint = try #require(try await store.endpoints(project: project.id).first)
            _ = try await store.setStatus(.paused, endpoint: endpoint.id, project: project.id)
            #expect(try await Self.manifest().apply(to: store).isEmpty)
            #expect(try await store.endpoint(endpoint.id, project: project.id)?.draft.status == .paused)
        }
    }

    /// The database's clock, by which secrets end.
    private static func now(_ database: StorageDatabase) async throws -> Timestamp {
        try await database.run("SELECT clock_timestamp()")[0].timestamp(0)
    }
}
