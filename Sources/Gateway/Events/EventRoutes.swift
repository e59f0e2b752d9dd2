internal import Domain
internal import HTTPTypes
internal import Logging
internal import Storage

extension APIRoute {
    private static let path = "\(project)/events"

    static let events: [APIRoute] = [
        APIRoute(.get, path, .read, listEvents),
        APIRoute(.post, path, .write) { try await createEvent($0, .single) },
        APIRoute(.post, "\(path)/fanout", .write) { try await createEvent($0, .fanout) },
        APIRoute(.post, "\(path)/broadcast", .write) { try await createEvent($0, .broadcast) },
        APIRoute(.get, "\(path)/{eventID}", .read, getEvent),
    ]

    /// What a request may have around the event's data, in bytes: names, headers, white space.
    private static let overhead = 64 << 10

    @Sendable
    private static func createEvent(_ request: APIRequest, _ kind: EventInput.Kind) async throws -> APIResponse {
        let services = request.services
        let project = try await services.directory.project(request.project)
        let limit = project.configuration.maximumPayloadBytes
        let input = try EventInput(try await request.body(upTo: limit + overhead), kind: kind)
        guard input.data.count <= limit else { throw APIError.tooLarge(limit) }
        if case .endpoint(let endpoint) = input.target,
            try await !services.directory.hasEndpoint(endpoint, in: request.project)
        {
            throw APIError.invalid(input.endpointField, "names no endpoint of this project.")
        }

        let now = Timestamp.now()
        let envelope = Envelope(
            id: .random(at: now),
            project: request.project,
            eventType: input.eventType,
            target: input.target,
            headers: input.headers,
            idempotencyKey: input.idempotencyKey,
            acceptedAt: now,
            data: input.data
        )
        try await services.append(.event(envelope))
        return .created("Event queued successfully") { writer in
            writer.object { writer in
                writer.member("uid", envelope.id)
                writer.member("project_id", envelope.project)
                writer.member("event_type", envelope.eventType)
                writer.member("created_at", now)
            }
        }
    }

    @Sendable
    private static func listEvents(_ request: APIRequest) async throws -> APIResponse {
        let query = try request.query()
        let page = query.page()
        let filter = EventFilter(
            sources: query.ids("sourceId"),
            endpoints: query.ids("endpointId"),
            eventType: query.string("eventType"),
            idempotencyKey: query.string("idempotencyKey"),
            created: query.range()
        )
        query.refuse("query", "body", "ownerId", "brokerMessageId", "q")
        try query.finish()
        let found = try await request.services.queries.events(project: request.project, filter: filter, page: page)
        return .ok("Events fetched successfully") { writer in
            writer.page(found, of: page.size) { $0.event($1) }
        }
    }

    @Sendable
    private static func getEvent(_ request: APIRequest) async throws -> APIResponse {
        let id = try request.id("eventID", of: "event")
        guard let event = try await request.services.queries.event(id, project: request.project) else {
            throw APIError(
                .notFound,
                "event not found; one that was accepted within the last second may not be stored yet."
            )
        }
        return .ok("Event fetched successfully") { $0.event(event) }
    }
}

extension GatewayServices {
    /// Hands an entry to the intake within the time a producer waits.
    ///
    /// - Throws: ``APIError`` with status 503 when the intake did not answer that it has it.
    func append(_ entry: IntakeEntry) async throws {
        do {
            try await intake.append([entry], until: .now + configuration.intakeTimeout)
        } catch let refusal as IntakeRefusal {
            throw refusal
        } catch {
            logger.warning("intake failed", metadata: ["error": "\(error)"])
            throw IntakeRefusal(reason: "The event could not be queued: the queue does not answer. Try again.")
        }
    }
}
