internal import Domain
internal import HTTPTypes
internal import Queue
internal import Storage

extension APIRoute {
    private static let path = "\(project)/sources"

    static let sources: [APIRoute] = [
        APIRoute(.get, path, .read, listSources),
        APIRoute(.post, path, .write, createSource),
        APIRoute(.get, "\(path)/{sourceID}", .read, getSource),
        APIRoute(.put, "\(path)/{sourceID}", .write, updateSource),
        APIRoute(.delete, "\(path)/{sourceID}", .write, deleteSource),
    ]

    @Sendable
    private static func listSources(_ request: APIRequest) async throws -> APIResponse {
        let query = try request.query()
        let page = query.page()
        let text = query.string("q")
        let kind = query.string("kind")
        // Every source is of this type today.
        _ = query.word("type", of: ["pub_sub"])
        query.refuse("provider")
        try query.finish()
        let found = try await request.services.store.sources(
            project: request.project,
            kind: kind,
            nameContains: text,
            page: page
        )
        let states = await states(of: found.items, request)
        return .ok("Sources fetched successfully") { writer in
            writer.page(found, of: page.size) { $0.source($1, states[$1.id]) }
        }
    }

    /// How sources fare; empty while that is not to be had, which `/readyz` explains.
    private static func states(of rows: [SourceRow], _ request: APIRequest) async -> [ULID: SourceState] {
        let slots = rows.map { (source: $0.id, slots: $0.draft.workers) }
        guard let reports = try? await request.services.sources.reports(of: slots) else { return [:] }
        return Dictionary(
            zip(rows, reports).map { row, consumers in
                (row.id, SourceState(consumers: consumers, isPaused: row.draft.activity == .paused))
            }
        ) { $1 }
    }

    @Sendable
    private static func createSource(_ request: APIRequest) async throws -> APIResponse {
        let draft = try await request.input().sourceDraft(changing: nil)
        _ = try await request.existingProject()
        let source = try await request.services.store.createSource(draft, project: request.project)
        request.services.epoch.markChange()
        let state = await states(of: [source], request)[source.id]
        return .created("Source created successfully") { $0.source(source, state) }
    }

    @Sendable
    private static func getSource(_ request: APIRequest) async throws -> APIResponse {
        let id = try request.id("sourceID", of: "source")
        guard let source = try await request.services.store.source(id, project: request.project) else {
            throw APIError.notFound("source")
        }
        let state = await states(of: [source], request)[source.id]
        return .ok("Source fetched successfully") { $0.source(source, state) }
    }

    @Sendable
    private static func updateSource(_ request: APIRequest) async throws -> APIResponse {
        let id = try request.id("sourceID", of: "source")
        let input = try await request.input()
        let updated = try await request.services.store.withTransaction { transaction -> SourceRow? in
            guard let present = try await transaction.source(id, project: request.project) else { return nil }
            let draft = try input.sourceDraft(changing: present)
            return try await transaction.updateSource(id, project: request.project, draft)
        }
        guard let updated else { throw APIError.notFound("source") }
        request.services.epoch.markChange()
        let state = await states(of: [updated], request)[updated.id]
        return .accepted("Source updated successfully") { $0.source(updated, state) }
    }

    @Sendable
    private static func deleteSource(_ request: APIRequest) async throws -> APIResponse {
        let id = try request.id("sourceID", of: "source")
        guard try await request.services.store.deleteSource(id, project: request.project) else {
            throw APIError.notFound("source")
        }
        request.services.epoch.markChange()
        return .ok("Source deleted successfully")
    }
}
