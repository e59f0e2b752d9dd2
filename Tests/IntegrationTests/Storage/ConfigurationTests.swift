internal import Domain
internal import Postgres
internal import Storage
internal import TestSupport
internal import Testing

@Suite("Configuration", .timeLimit(.minutes(2)))
struct ConfigurationTests {
    @Test(
        "a project keeps its configuration, whatever the retry policy",
        arguments: [
            .linear(every: .seconds(100)), .exponential(base: .milliseconds(1500), maximum: .seconds(7200)),
            .schedule([.seconds(5), .seconds(300)]), .schedule([]),
        ] as [RetryPolicy.Strategy]
    )
    func projects(_ strategy: RetryPolicy.Strategy) async throws {
        try await StorageDatabase.with { database in
            var configuration = ProjectConfiguration(retryPolicy: RetryPolicy(strategy: strategy, attempts: 7))
            configuration.signatureHeader = "X-Shop-Signature"
            configuration.signatureVersions = [
                .init(hash: .sha256, encoding: .hex), .init(hash: .sha512, encoding: .base64),
            ]
            let project = try await database.configuration.createProject(
                name: "orders",
                kind: .incoming,
                configuration: configuration
            )
            #expect(project.configuration == configuration)
            #expect(project.kind == .incoming)
            #expect(try await database.configuration.project(project.id) == project)
            #expect(try await database.configuration.project(named: "orders") == project)
            #expect(try await database.configuration.project(named: "Orders") == nil)
            configuration.maximumPayloadBytes = 5
            let changed = try await database.configuration.updateProject(
                project.id,
                name: "shop",
                configuration: configuration
            )
            #expect(changed?.name == "shop")
            #expect(changed?.configuration.maximumPayloadBytes == 5)
            #expect(try await database.configuration.deleteProject(project.id))
            #expect(!(try await database.configuration.deleteProject(project.id)))
            #expect(try await database.configuration.projects().isEmpty)
        }
    }

    @Test("a name that is taken is refused in words")
    func names() async throws {
        try await StorageDatabase.with { database in
            let project = try await database.project()
            let taken = await #expect(throws: StorageError.self) { try await database.project() }
            #expect(taken?.code == .nameTaken)
            let draft = SourceDraft(name: "kafka", kind: "kafka")
            _ = try await database.configuration.createSource(draft, project: project.id)
            let source = await #expect(throws: StorageError.self) {
                try await database.configuration.createSource(draft, project: project.id)
            }
            #expect(source?.code == .nameTaken)
            let missing = await #expect(throws: StorageError.self) {
                try await database.configuration.createSource(draft, project: .random())
            }
            #expect(missing?.code == .notFound)
        }
    }

    @Test("a source's settings come back, and lie sealed in the table")
    func sources() async throws {
        try await StorageDatabase.with { database in
            let project = try await database.project().id
            var draft = SourceDraft(
                name: "orders-kafka",
                kind: "kafka",
                workers: 3,
                options: #"{"format":"raw"}"#,
                settings: #"{"password":"hunter2"}"#,
                maskedSettings: #"{"password":"•••"}"#
            )
            let source = try await database.configuration.createSource(draft, project: project)
            #expect(source.draft == draft)
            #expect(try await database.configuration.source(source.id, project: project) == source)
            #expect(try await database.configuration.sourcesToRun() == [source])
            let stored = try await database.run("SELECT settings FROM sources")[0].bytes(0)
            #expect(!String(decoding: stored, as: UTF8.self).contains("hunter2"))
            draft.activity = .paused
            let paused = try await database.configuration.updateSource(source.id, project: project, draft)
            #expect(paused?.draft == draft)
            #expect(try await database.configuration.sourcesToRun().isEmpty)
            #expect(try await database.configuration.deleteSource(source.id, project: project))
        }
    }

    @Test("a sealed value that is copied to another row does not open")
    func swappedSecret() async throws {
        try await StorageDatabase.with { database in
            let project = try await database.project().id
            for name in ["a", "b"] {
                let draft = SourceDraft(name: name, kind: "kafka", settings: "{}")
                _ = try await database.configuration.createSource(draft, project: project)
            }
            try await database.run("UPDATE sources SET settings = (SELECT settings FROM sources WHERE name = 'a')")
            await #expect(throws: SecretBoxError.self) { try await database.configuration.sources(project: project) }
        }
    }

    @Test("an endpoint comes back with its authentication and its secrets, oldest first")
    func endpoints() async throws {
        try await StorageDatabase.with { database in
            let project = try await database.project().id
            var draft = EndpointDraft(
                name: "billing",
                description: "invoices",
                url: "https://example.com/hooks",
                ownerID: "cust-42",
                timeout: .milliseconds(2500),
                usesAdvancedSignatures: false,
                authentication: .basic(username: "u", password: "p")
            )
            let created = try await database.configuration.createEndpoint(draft, secret: "first", project: project)
            #expect(created.draft == draft)
            #expect(created.secrets.map(\.value) == ["first"])
            #expect(created.secrets[0].expiresAt == nil)
            let stored = try await database.run("SELECT value FROM endpoint_secrets")[0].bytes(0)
            #expect(!String(decoding: stored, as: UTF8.self).contains("first"))

            let rotated = try #require(
                try await database.configuration.rotateSecret(
                    endpoint: created.id,
                    project: project,
                    to: "second",
                    keepingOldFor: .seconds(3600)
                )
            )
            #expect(rotated.secrets.map(\.value) == ["first", "second"])
            let end = try #require(rotated.secrets[0].expiresAt)
            #expect(end > .now().adding(.seconds(3500)) && end < .now().adding(.seconds(3700)))
            #expect(rotated.secrets[1].expiresAt == nil)
            let third = try await database.configuration.rotateSecret(
                endpoint: created.id,
                project: project,
                to: "third",
                keepingOldFor: .zero
            )
            #expect(third?.secrets.map(\.value) == ["third"])

            draft.authentication = .apiKey(header: "X-Key", value: "v")
            draft.ownerID = nil
            #expect(
                try await database.configuration.updateEndpoint(created.id, project: project, draft)?.draft == draft
            )
            let paused = try await database.configuration.setStatus(.paused, endpoint: created.id, project: project)
            #expect(paused?.draft.status == .paused)
            #expect(try await database.configuration.deleteEndpoint(created.id, project: project))
            #expect(try await database.count("endpoint_secrets") == 0)
        }
    }

    @Test("a subscription keeps its patterns and policy, and goes with its endpoint")
    func subscriptions() async throws {
        try await StorageDatabase.with { database in
            let project = try await database.project().id
            let endpoint = try await database.endpoint(project: project)
            let source = try await database.configuration.createSource(
                .init(name: "s", kind: "kafka"),
                project: project
            )
            var draft = SubscriptionDraft(
                name: "paid",
                source: source.id,
                endpoint: endpoint.id,
                eventTypes: ["order.paid", "order.refund.*", "*"].compactMap(EventTypePattern.init),
                retryPolicy: RetryPolicy(strategy: .linear(every: .seconds(1)), attempts: 3)
            )
            let created = try await database.configuration.createSubscription(draft, project: project)
            #expect(created.draft == draft)
            draft.source = nil
            draft.retryPolicy = nil
            let changed = try await database.configuration.updateSubscription(created.id, project: project, draft)
            #expect(changed?.draft == draft)
            #expect(try await database.configuration.subscription(created.id, project: project)?.draft == draft)
            #expect(try await database.configuration.deleteEndpoint(endpoint.id, project: project))
            #expect(try await database.configuration.subscriptions(project: project).isEmpty)
        }
    }

    @Test("nothing of one project can be seen, changed or named from another")
    func isolation() async throws {
        try await StorageDatabase.with { database in
            let configuration = database.configuration
            let mine = try await database.project("mine").id
            let other = try await database.project("other").id
            let endpoint = try await database.endpoint(project: mine)
            let source = try await configuration.createSource(.init(name: "s", kind: "kafka"), project: mine)
            let draft = SubscriptionDraft(name: "all", endpoint: endpoint.id, eventTypes: [])
            let subscription = try await configuration.createSubscription(draft, project: mine)
            let key = try await configuration.createKey(name: "k", role: .viewer, project: mine)

            #expect(try await configuration.endpoint(endpoint.id, project: other) == nil)
            #expect(try await configuration.updateEndpoint(endpoint.id, project: other, endpoint.draft) == nil)
            #expect(try await configuration.setStatus(.paused, endpoint: endpoint.id, project: other) == nil)
            let rotated = try await configuration.rotateSecret(
                endpoint: endpoint.id,
                project: other,
                to: "x",
                keepingOldFor: .zero
            )
            #expect(rotated == nil)
            #expect(!(try await configuration.deleteEndpoint(endpoint.id, project: other)))
            #expect(try await configuration.source(source.id, project: other) == nil)
            #expect(try await configuration.updateSource(source.id, project: other, source.draft) == nil)
            #expect(!(try await configuration.deleteSource(source.id, project: other)))
            #expect(try await configuration.subscription(subscription.id, project: other) == nil)
            #expect(!(try await configuration.deleteSubscription(subscription.id, project: other)))
            #expect(!(try await configuration.revokeKey(key.row.id, project: other)))
            #expect(!(try await configuration.revokeKey(key.row.id, project: nil)))
            #expect(try await configuration.endpoints(project: other).isEmpty)
            #expect(try await configuration.endpoint(endpoint.id, project: mine) == endpoint)

            for foreign in [
                draft, SubscriptionDraft(name: "s", source: source.id, endpoint: .random(), eventTypes: []),
            ] {
                let error = await #expect(throws: StorageError.self) {
                    try await configuration.createSubscription(foreign, project: other)
                }
                #expect(error?.code == .danglingReference)
            }
        }
    }

    @Test("lists come in pages, with their filters")
    func pages() async throws {
        try await StorageDatabase.with { database in
            let project = try await database.project().id
            for index in 0..<5 {
                let draft = EndpointDraft(
                    name: "Endpoint-\(index)",
                    url: "https://example.com",
                    ownerID: index == 2 ? "cust" : nil
                )
                _ = try await database.configuration.createEndpoint(draft, secret: "s", project: project)
            }
            let all = try await database.configuration.endpoints(project: project, page: PageRequest(size: 3))
            #expect(all.items.count == 3)
            #expect(all.hasNext)
            let rest = try await database.configuration.endpoints(
                project: project,
                page: PageRequest(size: 3, cursor: all.nextCursor)
            )
            #expect(rest.items.count == 2)
            #expect(rest.hasPrevious)
            #expect(Set((all.items + rest.items).map(\.id)).count == 5)
            let owned = try await database.configuration.endpoints(
                project: project,
                ownerID: "cust",
                page: PageRequest()
            )
            #expect(owned.items.map(\.draft.name) == ["Endpoint-2"])
            let named = try await database.configuration.endpoints(
                project: project,
                nameContains: "POINT-4",
                page: PageRequest()
            )
            #expect(named.items.map(\.draft.name) == ["Endpoint-4"])
        }
    }
}
