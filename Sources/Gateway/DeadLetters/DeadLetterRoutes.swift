internal import Domain
internal import HTTPTypes
internal import Storage

extension APIRoute {
    private static let path = "\(project)/dead-letters"

    static let deadLetters: [APIRoute] = [
        APIRoute(.get, path, .read, listDeadLetters),
        APIRoute(.get, "\(path)/{deadLetterID}", .read, getDeadLetter),
        APIRoute(.post, "\(path)/{deadLetterID}/resubmit", .write, resubmitDeadLetter),
        APIRoute(.post, "\(path)/{deadLetterID}/discard", .write, discardDeadLetter),
    ]

    @Sendable
    private static func listDeadLetters(_ request: APIRequest) async throws -> APIResponse {
        let query = try request.query()
        let page = query.page()
        let status = query.word("status", of: ["open", "resolved"])
        let filter = DeadLetterFilter(
            sources: query.ids("sourceId"),
            isResolved: status.map { $0 == "resolved" },
            created: query.range()
        )
        try query.finish()
        let found = try await request.services.queries.deadLetters(project: request.project, filter: filter, page: page)
        return .ok("Dead letters fetched successfully") { writer in
            writer.page(found, of: page.size) { $0.deadLetter($1, showsBody: false) }
        }
    }

    @Sendable
    private static func getDeadLetter(_ request: APIRequest) async throws -> APIResponse {
        let found = try await request.existingDeadLetter()
        return .ok("Dead letter fetched successfully") { $0.deadLetter(found, showsBody: true) }
    }

    @Sendable
    private static func resubmitDeadLetter(_ request: APIRequest) async throws -> APIResponse {
        let stored = try await request.openDeadLetter()
        let services = request.services
        let project = try await services.directory.project(request.project)
        // A mended body may be as long as the source accepts, and base 64 makes it a third longer.
        let body = try await request.body(
            upTo: max(services.configuration.maximumBodyBytes, stored.letter.body.count * 2)
        )
        let mend = try DeadLetterMend(body.isEmpty ? Bytes("{}".utf8) : body)
        let source = try await stored.letter.source.asyncFlatMap {
            try await services.store.source($0, project: request.project)
        }
        let envelopes = try mend.envelopes(of: stored.letter, source: source, project: project)
        for envelope in envelopes {
            guard case .endpoint(let endpoint) = envelope.target else { continue }
            guard try await services.directory.hasEndpoint(endpoint, in: request.project) else {
                throw APIError.invalid("target", "the endpoint \(endpoint) is not in this project.")
            }
        }
        // First the events, then the note: in between, a second resubmission makes the same events.
        for envelope in envelopes { try await services.append(.event(envelope)) }
        let resolved = try await request.resolve(stored, as: .resubmitted)
        return .accepted("Dead letter resubmitted successfully") { writer in
            writer.object { writer in
                if let first = envelopes.first {
                    writer.member("uid", first.id)
                    writer.member("event_type", first.eventType)
                }
                writer.member("uids") { writer in
                    writer.array { writer in for envelope in envelopes { writer.string(envelope.id.description) } }
                }
                writer.member("dead_letter") { $0.deadLetter(resolved, showsBody: false) }
            }
        }
    }

    @Sendable
    private static func discardDeadLetter(_ request: APIRequest) async throws -> APIResponse {
        let stored = try await request.openDeadLetter()
        let resolved = try await request.resolve(stored, as: .discarded)
        return .accepted("Dead letter discarded successfully") { writer in
            writer.deadLetter(resolved, showsBody: false)
        }
    }
}

extension APIRequest {
    fileprivate func existingDeadLetter() async throws -> StoredDeadLetter {
        let id = try id("deadLetterID", of: "dead letter")
        guard let found = try await services.queries.deadLetter(id, project: project) else {
            throw APIError.notFound("dead letter")
        }
        return found
    }

    /// The dead letter that the path names, not dealt with yet.
    fileprivate func openDeadLetter() async throws -> StoredDeadLetter {
        let found = try await existingDeadLetter()
        if let resolution = found.resolution {
            throw APIError(.badRequest, "The dead letter has been \(resolution.rawValue) already.")
        }
        return found
    }

    /// Notes how the letter was dealt with, and reads it again.
    fileprivate func resolve(
        _ stored: StoredDeadLetter,
        as resolution: DeadLetterResolution
    ) async throws -> StoredDeadLetter {
        _ = try await services.queries.resolveDeadLetter(stored.letter.id, project: project, as: resolution)
        return try await services.queries.deadLetter(stored.letter.id, project: project) ?? stored
    }
}

extension Optional {
    fileprivate func asyncFlatMap<Other>(_ transform: (Wrapped) async throws -> Other?) async rethrows -> Other? {
        guard let self else { return nil }
        return try await transform(self)
    }
}
