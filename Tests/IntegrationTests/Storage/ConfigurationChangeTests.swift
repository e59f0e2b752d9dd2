internal import Domain
internal import Postgres
internal import Storage
internal import TestSupport
internal import Testing

@Suite("Configuration changes", .timeLimit(.minutes(2)))
struct ConfigurationChangeTests {
    @Test("every change makes the version grow, and the routing table is read together with its version")
    func version() async throws {
        try await StorageDatabase.with { database in
            let configuration = database.configuration
            var last = try await configuration.version()
            func grew() async throws -> Bool {
                let now = try await configuration.version()
                defer { last = now }
                return now > last
            }
            let project = try await database.project().id
            #expect(try await grew())
            let endpoint = try await database.endpoint(project: project)
            #expect(try await grew())
            let draft = SubscriptionDraft(name: "all", endpoint: endpoint.id, eventTypes: [])
            let subscription = try await configuration.createSubscription(draft, project: project)
            #expect(try await grew())
            _ = try await configuration.rotateSecret(
                endpoint: endpoint.id,
                project: project,
                to: "new",
                keepingOldFor: .seconds(60)
            )
            #expect(try await grew())
            let source = try await configuration.createSource(.init(name: "s", kind: "kafka"), project: project)
            #expect(try await grew())
            #expect(try await configuration.deleteSource(source.id, project: project))
            #expect(try await grew())

            let rows = try await configuration.routing()
            #expect(rows.version == last)
            #expect(rows.projects.map(\.id) == [project])
            #expect(rows.endpoints.map(\.id) == [endpoint.id])
            #expect(rows.endpoints.first?.secrets.map(\.value) == ["whsec_billing", "new"])
            #expect(rows.subscriptions == [subscription])
        }
    }

    @Test("a transaction takes effect as a whole, or not at all")
    func transaction() async throws {
        try await StorageDatabase.with { database in
            struct Stop: Error {}
            let before = try await database.configuration.version()
            await #expect(throws: Stop.self) {
                try await database.configuration.withTransaction { transaction in
                    let project = try await transaction.createProject(name: "p", kind: .outgoing)
                    #expect(try await transaction.project(project.id) == project)
                    throw Stop()
                }
            }
            #expect(try await database.configuration.projects().isEmpty)
            #expect(try await database.configuration.version() == before)

            let refused = await #expect(throws: StorageError.self) {
                try await database.configuration.withTransaction { transaction in
                    _ = try await transaction.createProject(name: "p", kind: .outgoing)
                    _ = try await transaction.createProject(name: "p", kind: .outgoing)
                }
            }
            #expect(refused?.code == .nameTaken)
            #expect(try await database.configuration.projects().isEmpty)

            let endpoint = try await database.configuration.withTransaction { transaction in
                let project = try await transaction.createProject(name: "p", kind: .outgoing)
                let draft = EndpointDraft(name: "e", url: "https://example.com")
                return try await transaction.createEndpoint(draft, secret: "s", project: project.id)
            }
            #expect(try await database.configuration.endpoint(endpoint.id, project: endpoint.project) == endpoint)
        }
    }

    @Test("transactions come one after another: none works on what another is changing")
    func oneAtATime() async throws {
        try await StorageDatabase.with { database in
            let made = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        try await database.configuration.withTransaction { transaction in
                            guard try await transaction.project(named: "p") == nil else { return false }
                            _ = try await transaction.createProject(name: "p", kind: .outgoing)
                            return true
                        }
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(made == 1)
        }
    }

    @Test("a key opens until it is revoked or has ended, and is not in the table")
    func keys() async throws {
        try await StorageDatabase.with { database in
            let configuration = database.configuration
            let project = try await database.project().id
            let key = try await configuration.createKey(name: "ci", role: .member, project: project)
            let principal = try #require(try await configuration.authenticate(key.plainText))
            #expect(principal.key == key.row.id)
            #expect(principal.role == .member)
            #expect(principal.project == project)
            let wrong = String(key.plainText.dropLast()) + (key.plainText.hasSuffix("a") ? "b" : "a")
            #expect(try await configuration.authenticate(wrong) == nil)
            #expect(try await configuration.authenticate("Bearer nonsense") == nil)
            let secret = key.plainText.split(separator: ".")[2]
            let rows = try await database.run("SELECT api_keys::text FROM api_keys")
            #expect(!(try rows[0].text(0).contains(secret)))

            let instance = try await configuration.createKey(name: "root", role: .admin, project: nil)
            #expect(try await configuration.authenticate(instance.plainText)?.project == nil)
            let ended = try await configuration.createKey(
                name: "old",
                role: .admin,
                project: nil,
                expiresAt: .now().adding(.seconds(-1))
            )
            #expect(try await configuration.authenticate(ended.plainText) == nil)
            #expect(try await configuration.keys(project: nil).map(\.name) == ["root", "old"])
            #expect(try await configuration.keys(project: project).map(\.name) == ["ci"])

            #expect(try await configuration.revokeKey(key.row.id, project: project))
            #expect(!(try await configuration.revokeKey(key.row.id, project: project)))
            #expect(try await configuration.authenticate(key.plainText) == nil)
            #expect(try await configuration.keys(project: project).first?.revokedAt != nil)
        }
    }
}
