internal import Domain
internal import HTTPTypes
internal import Storage

extension APIRoute {
    private static let path = "\(project)/eventdeliveries"

    static let deliveries: [APIRoute] = [
        APIRoute(.get, path, .read, listDeliveries),
        APIRoute(.get, "\(path)/{deliveryID}", .read, getDelivery),
        APIRoute(.put, "\(path)/{deliveryID}/resend", .write, resendDelivery),
        APIRoute(.get, "\(path)/{deliveryID}/deliveryattempts", .read, listAttempts),
        APIRoute(.get, "\(path)/{deliveryID}/deliveryattempts/{attemptID}", .read, getAttempt),
    ]

    @Sendable
    private static func listDeliveries(_ request: APIRequest) async throws -> APIResponse {
        let query = try request.query()
        let page = query.page()
        let statuses = query.strings("status").compactMap { name -> DeliveryStatus? in
            let status = DeliveryStatus(name: name)
            if status == nil {
                query.issue("status", "must be one of \(DeliveryStatus.allCases.map(\.name).joined(separator: ", ")).")
            }
            return status
        }
        let filter = DeliveryFilter(
            endpoints: query.ids("endpointId"),
            event: query.ids("eventId").last,
            subscription: query.ids("subscriptionId").last,
            statuses: statuses,
            eventType: query.string("eventType") ?? query.string("event_type"),
            sources: query.ids("sourceId"),
            idempotencyKey: query.string("idempotencyKey"),
            created: query.range()
        )
        query.refuse("brokerMessageId", "q", "query")
        try query.finish()
        let found = try await request.services.queries.deliveries(project: request.project, filter: filter, page: page)
        return .ok("Event deliveries fetched successfully") { writer in
            writer.page(found, of: page.size) { $0.delivery($1) }
        }
    }

    @Sendable
    private static func getDelivery(_ request: APIRequest) async throws -> APIResponse {
        let found = try await request.existingDelivery()
        return .ok("Event Delivery fetched successfully") { $0.delivery(found) }
    }

    @Sendable
    private static func resendDelivery(_ request: APIRequest) async throws -> APIResponse {
        // Clients send an empty object.
        let body = try await request.body()
        if !body.isEmpty { try InputObject(body: body).finish() }
        let delivery = try await request.existingDelivery().record
        guard delivery.status != .success else {
            throw APIError(.badRequest, "The delivery has succeeded: it is not sent again.")
        }
        guard try await request.services.scheduling.resend(delivery.id, project: request.project) != nil else {
            throw APIError.notFound("event delivery")
        }
        let restarted = try await request.existingDelivery()
        return .accepted("App event processed for retry successfully") { $0.delivery(restarted) }
    }

    @Sendable
    private static func listAttempts(_ request: APIRequest) async throws -> APIResponse {
        let delivery = try await request.existingDelivery()
        let attempts = try await request.services.queries.attempts(
            delivery: delivery.record.id,
            project: request.project
        )
        return .ok("App event delivery attempts fetched successfully") { writer in
            writer.array { writer in
                for attempt in attempts { writer.attempt(attempt, of: delivery) }
            }
        }
    }

    @Sendable
    private static func getAttempt(_ request: APIRequest) async throws -> APIResponse {
        let id = try request.id("attemptID", of: "delivery attempt")
        let delivery = try await request.existingDelivery()
        let attempts = try await request.services.queries.attempts(
            delivery: delivery.record.id,
            project: request.project
        )
        guard let attempt = attempts.first(where: { $0.id == id }) else { throw APIError.notFound("delivery attempt") }
        return .ok("App event delivery attempt fetched successfully") { $0.attempt(attempt, of: delivery) }
    }
}

extension APIRequest {
    /// The delivery that the path names.
    fileprivate func existingDelivery() async throws -> StoredDelivery {
        let id = try id("deliveryID", of: "event delivery")
        guard let found = try await services.queries.delivery(id, project: project) else {
            throw APIError.notFound("event delivery")
        }
        return found
    }
}
