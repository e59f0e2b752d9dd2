internal import Domain
internal import HTTPTypes
internal import Storage

extension APIRoute {
    private static let path = "\(project)/endpoints"

    static let endpoints: [APIRoute] = [
        APIRoute(.get, path, .read, listEndpoints),
        APIRoute(.post, path, .write, createEndpoint),
        APIRoute(.get, "\(path)/{endpointID}", .read, getEndpoint),
        APIRoute(.put, "\(path)/{endpointID}", .write, updateEndpoint),
        APIRoute(.delete, "\(path)/{endpointID}", .write, deleteEndpoint),
        APIRoute(.put, "\(path)/{endpointID}/expire_secret", .write, expireSecret),
        APIRoute(.put, "\(path)/{endpointID}/pause", .write, pauseEndpoint),
        APIRoute(.post, "\(path)/{endpointID}/activate", .write, activateEndpoint),
    ]

    @Sendable
    private static func listEndpoints(_ request: APIRequest) async throws -> APIResponse {
        let query = try request.query()
        let page = query.page()
        let owner = query.string("ownerId")
        let text = query.string("q")
        try query.finish()
        let found = try await request.services.store.endpoints(
            project: request.project,
            ownerID: owner,
            nameContains: text,
            page: page
        )
        return .ok("Endpoints fetched successfully") { writer in
            writer.page(found, of: page.size) { $0.endpoint($1) }
        }
    }

    @Sendable
    private static func createEndpoint(_ request: APIRequest) async throws -> APIResponse {
        let input = try await request.input()
        let draft = input.endpointDraft(changing: nil)
        let secret = input.endpointSecret("secret")
        try input.finish()
        _ = try await request.existingProject()
        let endpoint = try await request.services.store.createEndpoint(
            draft,
            secret: secret ?? StandardWebhooks.makeSecret(),
            project: request.project
        )
        request.services.epoch.markChange()
        return .created("Endpoint created successfully") { $0.endpoint(endpoint, showing: endpoint.secrets.last?.id) }
    }

    @Sendable
    private static func getEndpoint(_ request: APIRequest) async throws -> APIResponse {
        let id = try request.id("endpointID", of: "endpoint")
        guard let endpoint = try await request.services.store.endpoint(id, project: request.project) else {
            throw APIError.notFound("endpoint")
        }
        return .ok("Endpoint fetched successfully") { $0.endpoint(endpoint) }
    }

    @Sendable
    private static func updateEndpoint(_ request: APIRequest) async throws -> APIResponse {
        let id = try request.id("endpointID", of: "endpoint")
        let input = try await request.input()
        let updated = try await request.services.store.withTransaction { transaction in
            guard let present = try await transaction.endpoint(id, project: request.project) else {
                throw APIError.notFound("endpoint")
            }
            let draft = input.endpointDraft(changing: present.draft)
            if let secret = input.endpointSecret("secret"), present.secrets.last?.value != secret {
                input.issue("secret", "is changed with PUT …/expire_secret, which lets the old one sign for a while.")
            }
            try input.finish()
            return try await transaction.updateEndpoint(id, project: request.project, draft)
        }
        return try accepted("Endpoint updated successfully", updated, request)
    }

    @Sendable
    private static func deleteEndpoint(_ request: APIRequest) async throws -> APIResponse {
        let id = try request.id("endpointID", of: "endpoint")
        guard try await request.services.store.deleteEndpoint(id, project: request.project) else {
            throw APIError.notFound("endpoint")
        }
        request.services.epoch.markChange()
        return .ok("Endpoint deleted successfully")
    }

    @Sendable
    private static func expireSecret(_ request: APIRequest) async throws -> APIResponse {
        let id = try request.id("endpointID", of: "endpoint")
        let input = try await request.input()
        let secret = input.endpointSecret("secret")
        // Hours, as Convoy's documentation says.
        let hours = input.integer("expiration", in: 0...8_760) ?? 0
        try input.finish()
        let rotated = try await request.services.store.rotateSecret(
            endpoint: id,
            project: request.project,
            to: secret ?? StandardWebhooks.makeSecret(),
            keepingOldFor: .seconds(hours * 3_600)
        )
        return try accepted(
            "Endpoint secret expired successfully",
            rotated,
            request,
            showing: rotated?.secrets.last?.id
        )
    }

    @Sendable
    private static func pauseEndpoint(_ request: APIRequest) async throws -> APIResponse {
        let id = try request.id("endpointID", of: "endpoint")
        let changed = try await request.services.store.withTransaction { transaction in
            guard let present = try await transaction.endpoint(id, project: request.project) else {
                throw APIError.notFound("endpoint")
            }
            let status: EndpointStatus
            switch present.draft.status {
            case .active: status = .paused
            case .paused: status = .active
            case .inactive: throw APIError(.badRequest, "The endpoint is inactive: activate it first.")
            }
            return try await transaction.setStatus(status, endpoint: id, project: request.project)
        }
        return try accepted("Endpoint status updated successfully", changed, request)
    }

    @Sendable
    private static func activateEndpoint(_ request: APIRequest) async throws -> APIResponse {
        let id = try request.id("endpointID", of: "endpoint")
        let changed = try await request.services.store.setStatus(.active, endpoint: id, project: request.project)
        return try accepted("Endpoint activated successfully", changed, request)
    }

    private static func accepted(
        _ message: String,
        _ endpoint: EndpointRow?,
        _ request: APIRequest,
        showing secret: ULID? = nil
    ) throws -> APIResponse {
        guard let endpoint else { throw APIError.notFound("endpoint") }
        request.services.epoch.markChange()
        return .accepted(message) { $0.endpoint(endpoint, showing: secret) }
    }
}
