internal import Domain
internal import Storage

/// Carries out a plan in a transaction: what is referred to before what refers to it, removals the other way round.
struct Applier<Database: ConfigurationDatabase> {
    private struct Name: Hashable {
        let project: String
        let name: String
    }

    private let database: Database
    private var projects: [String: ULID] = [:]
    private var sources: [Name: ULID] = [:]
    private var endpoints: [Name: ULID] = [:]

    init(database: Database, current: [CurrentProject]) {
        self.database = database
        for project in current {
            projects[project.name] = project.id
            for source in project.sources { sources[Name(project: project.name, name: source.draft.name)] = source.id }
            for endpoint in project.endpoints {
                endpoints[Name(project: project.name, name: endpoint.draft.name)] = endpoint.id
            }
        }
    }

    mutating func apply(_ plan: Plan) async throws {
        for change in plan.changes.filter({ $0.action == .remove }).reversed() { try await apply(change) }
        for subject in Plan.Subject.allCases {
            for change in plan.changes where change.action != .remove && change.target.subject == subject {
                try await apply(change)
            }
        }
    }

    private mutating func apply(_ change: Plan.Change) async throws {
        let name = Name(project: change.target.project, name: change.target.name)
        switch change.operation {
        case .createProject(let project):
            projects[project.name] = try await database.createProject(
                name: project.name,
                kind: project.kind,
                configuration: project.configuration
            ).id
        case .updateProject(let id, let project):
            let row = try await database.updateProject(id, name: project.name, configuration: project.configuration)
            try expect(row, change)
        case .createSource(let draft):
            sources[name] = try await database.createSource(draft, project: project(name)).id
        case .updateSource(let id, let draft):
            try expect(await database.updateSource(id, project: project(name), draft), change)
        case .removeSource(let id):
            _ = try await database.deleteSource(id, project: project(name))
        case .createEndpoint(let draft, let secret):
            let secret = secret ?? StandardWebhooks.makeSecret()
            endpoints[name] = try await database.createEndpoint(draft, secret: secret, project: project(name)).id
        case .updateEndpoint(let id, let draft, let rotation):
            try await updateEndpoint(id, draft, rotation, change, project: project(name))
        case .removeEndpoint(let id):
            _ = try await database.deleteEndpoint(id, project: project(name))
        case .createSubscription(let subscription):
            _ = try await database.createSubscription(draft(of: subscription, name), project: project(name))
        case .updateSubscription(let id, let subscription):
            let row = try await database.updateSubscription(id, project: project(name), draft(of: subscription, name))
            try expect(row, change)
        case .removeSubscription(let id):
            _ = try await database.deleteSubscription(id, project: project(name))
        }
    }

    private func updateEndpoint(
        _ id: ULID,
        _ draft: EndpointDraft?,
        _ rotation: Operation.SecretRotation?,
        _ change: Plan.Change,
        project: ULID
    ) async throws {
        if let draft { try expect(await database.updateEndpoint(id, project: project, draft), change) }
        if let rotation {
            let row = try await database.rotateSecret(
                endpoint: id,
                project: project,
                to: rotation.secret,
                keepingOldFor: rotation.overlap
            )
            try expect(row, change)
        }
    }

    private func draft(of subscription: DesiredSubscription, _ name: Name) throws -> SubscriptionDraft {
        let project = name.project
        guard let endpoint = endpoints[Name(project: project, name: subscription.endpoint)] else {
            throw PlanError(problems: ["project \(project) has no endpoint \(subscription.endpoint)"])
        }
        let source = try subscription.source.map { source in
            guard let id = sources[Name(project: project, name: source)] else {
                throw PlanError(problems: ["project \(project) has no source \(source)"])
            }
            return id
        }
        return SubscriptionDraft(
            name: subscription.name,
            source: source,
            endpoint: endpoint,
            eventTypes: subscription.eventTypes,
            retryPolicy: subscription.retryPolicy
        )
    }

    private func project(_ name: Name) throws -> ULID {
        guard let id = projects[name.project] else {
            throw PlanError(problems: ["there is no project \(name.project)"])
        }
        return id
    }

    /// What was there when the plan was made must be there still; the API may remove things while we apply.
    private func expect<Row>(_ row: Row?, _ change: Plan.Change) throws {
        guard row == nil else { return }
        throw PlanError(
            problems: [
                "\(change.target.subject.rawValue) \(change.target.name) was removed in the meantime: apply again"
            ]
        )
    }
}
