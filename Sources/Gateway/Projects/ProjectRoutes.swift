internal import Domain
internal import HTTPTypes
internal import Storage

extension APIRoute {
    static let projects: [APIRoute] = [
        APIRoute(.get, "/api/v1/projects", .read, listProjects),
        APIRoute(.post, "/api/v1/projects", .administer, createProject),
        APIRoute(.get, project, .read, getProject),
        APIRoute(.put, project, .administer, updateProject),
        APIRoute(.delete, project, .administer, deleteProject),
    ]

    @Sendable
    private static func listProjects(_ request: APIRequest) async throws -> APIResponse {
        let query = try request.query()
        // Convoy names the organisation; there is one here.
        _ = query.string("orgID")
        try query.finish()
        let visible = try await request.services.store.projects()
            .filter { project in request.principal.project.map { $0 == project.id } ?? true }
        return .ok("Projects fetched successfully") { writer in
            writer.array { writer in
                for project in visible { writer.project(project) }
            }
        }
    }

    @Sendable
    private static func createProject(_ request: APIRequest) async throws -> APIResponse {
        guard request.principal.project == nil else {
            throw APIError.forbidden("a project's API key cannot make projects.")
        }
        let input = try await request.input()
        let name = input.string("name", isRequired: true, upTo: 100)
        let kind = input.word("type", as: ProjectKind.self) ?? .outgoing
        let configuration = input.projectConfiguration("config", changing: ProjectConfiguration())
        input.refuse("logo_url")
        input.ignore("organisation_id")
        try input.finish()

        // Both or neither: a project whose key nobody has seen is of no use.
        let (project, key) = try await request.services.store.withTransaction { transaction in
            let project = try await transaction.createProject(
                name: name ?? "",
                kind: kind,
                configuration: configuration
            )
            let key = try await transaction.createKey(
                name: "\(project.name)'s default key",
                role: .admin,
                project: project.id
            )
            return (project, key)
        }
        request.services.epoch.markChange()
        return .created("Project created successfully") { writer in
            writer.object { writer in
                writer.member("api_key") { $0.createdKey(key) }
                writer.member("project") { $0.project(project) }
            }
        }
    }

    @Sendable
    private static func getProject(_ request: APIRequest) async throws -> APIResponse {
        let found = try await request.existingProject()
        return .ok("Project fetched successfully") { $0.project(found) }
    }

    @Sendable
    private static func updateProject(_ request: APIRequest) async throws -> APIResponse {
        let input = try await request.input()
        let updated = try await request.services.store.withTransaction { transaction in
            guard let present = try await transaction.project(request.project) else {
                throw APIError.notFound("project")
            }
            let name = input.string("name", upTo: 100).flatMap { $0.isEmpty ? nil : $0 }
            let configuration = input.projectConfiguration("config", changing: present.configuration)
            if let kind = input.word("type", as: ProjectKind.self), kind != present.kind {
                input.issue("type", "cannot be changed.")
            }
            input.refuse("logo_url")
            input.ignore(
                "uid",
                "organisation_id",
                "statistics",
                "retained_events",
                "created_at",
                "updated_at",
                "deleted_at"
            )
            try input.finish()
            return try await transaction.updateProject(
                request.project,
                name: name ?? present.name,
                configuration: configuration
            )
        }
        guard let updated else { throw APIError.notFound("project") }
        request.services.epoch.markChange()
        return .accepted("Project updated successfully") { $0.project(updated) }
    }

    @Sendable
    private static func deleteProject(_ request: APIRequest) async throws -> APIResponse {
        guard try await request.services.store.deleteProject(request.project) else {
            throw APIError.notFound("project")
        }
        request.services.epoch.markChange()
        return .ok("Project deleted successfully")
    }
}

extension APIRequest {
    /// The path's project as it is stored now.
    func existingProject() async throws -> Project {
        guard let found = try await services.store.project(project) else { throw APIError.notFound("project") }
        return found
    }
}
