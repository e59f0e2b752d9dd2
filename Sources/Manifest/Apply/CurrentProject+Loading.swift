internal import Domain
internal import Storage

extension CurrentProject {
    /// The projects of a manifest that exist, with everything in them.
    static func load(_ manifest: Manifest, from database: some ConfigurationDatabase) async throws -> [CurrentProject] {
        var projects: [CurrentProject] = []
        for desired in manifest.projects {
            guard let project = try await database.project(named: desired.name) else { continue }
            projects.append(
                CurrentProject(
                    id: project.id,
                    name: project.name,
                    kind: project.kind,
                    configuration: project.configuration,
                    sources: try await database.sources(project: project.id).map {
                        CurrentSource(id: $0.id, draft: $0.draft)
                    },
                    endpoints: try await database.endpoints(project: project.id).map {
                        CurrentEndpoint(
                            id: $0.id,
                            draft: $0.draft,
                            secret: $0.secrets.last { $0.expiresAt == nil }?.value
                        )
                    },
                    subscriptions: try await database.subscriptions(project: project.id).map {
                        CurrentSubscription(id: $0.id, draft: $0.draft)
                    }
                )
            )
        }
        return projects
    }
}
