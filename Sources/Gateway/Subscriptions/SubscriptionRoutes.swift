internal import Domain
internal import HTTPTypes
internal import Storage

extension APIRoute {
    private static let path = "\(project)/subscriptions"

    static let subscriptions: [APIRoute] = [
        APIRoute(.get, path, .read, listSubscriptions),
        APIRoute(.post, path, .write, createSubscription),
        APIRoute(.get, "\(path)/{subscriptionID}", .read, getSubscription),
        APIRoute(.put, "\(path)/{subscriptionID}", .write, updateSubscription),
        APIRoute(.delete, "\(path)/{subscriptionID}", .write, deleteSubscription),
    ]

    @Sendable
    private static func listSubscriptions(_ request: APIRequest) async throws -> APIResponse {
        let query = try request.query()
        let page = query.page()
        let endpoints = query.ids("endpointId")
        let name = query.string("name") ?? query.string("q")
        try query.finish()
        let found = try await request.services.store.subscriptions(
            project: request.project,
            endpoints: endpoints,
            nameContains: name,
            page: page
        )
        return .ok("Subscriptions fetched successfully") { writer in
            writer.page(found, of: page.size) { $0.subscription($1) }
        }
    }

    @Sendable
    private static func createSubscription(_ request: APIRequest) async throws -> APIResponse {
        let input = try await request.input()
        let project = try await request.existingProject()
        let draft = input.subscriptionDraft(changing: nil, in: project)
        try input.finish()
        guard let draft else { throw APIError.invalid("endpoint_id", "is required.") }
        let made = try await request.services.store.createSubscription(draft, project: request.project)
        request.services.epoch.markChange()
        return .created("Subscription created successfully") { $0.subscription(made) }
    }

    @Sendable
    private static func getSubscription(_ request: APIRequest) async throws -> APIResponse {
        let id = try request.id("subscriptionID", of: "subscription")
        guard let found = try await request.services.store.subscription(id, project: request.project) else {
            throw APIError.notFound("subscription")
        }
        return .ok("Subscription fetched successfully") { $0.subscription(found) }
    }

    @Sendable
    private static func updateSubscription(_ request: APIRequest) async throws -> APIResponse {
        let id = try request.id("subscriptionID", of: "subscription")
        let input = try await request.input()
        let project = try await request.existingProject()
        let updated = try await request.services.store.withTransaction { transaction -> SubscriptionRow? in
            guard let present = try await transaction.subscription(id, project: request.project) else { return nil }
            let draft = input.subscriptionDraft(changing: present.draft, in: project)
            try input.finish()
            return try await transaction.updateSubscription(id, project: request.project, draft ?? present.draft)
        }
        guard let updated else { throw APIError.notFound("subscription") }
        request.services.epoch.markChange()
        return .accepted("Subscription updated successfully") { $0.subscription(updated) }
    }

    @Sendable
    private static func deleteSubscription(_ request: APIRequest) async throws -> APIResponse {
        let id = try request.id("subscriptionID", of: "subscription")
        guard try await request.services.store.deleteSubscription(id, project: request.project) else {
            throw APIError.notFound("subscription")
        }
        request.services.epoch.markChange()
        return .ok("Subscription deleted successfully")
    }
}
