internal import Domain
internal import HTTPTypes
internal import Manifest
internal import Storage

extension APIRoute {
    private static let path = "\(project)/jobs"

    static let jobs: [APIRoute] = [
        APIRoute(.get, path, .read, listJobs),
        APIRoute(.post, path, .write, createJob),
        APIRoute(.get, "\(path)/{jobID}", .read, getJob),
        APIRoute(.post, "\(path)/{jobID}/cancel", .write, cancelJob),
    ]

    @Sendable
    private static func listJobs(_ request: APIRequest) async throws -> APIResponse {
        let query = try request.query()
        let page = query.page()
        let source = query.ids("sourceId").last
        let state = query.word("state", of: JobState.allCases.map(\.rawValue)).flatMap(JobState.init)
        try query.finish()
        let found = try await request.services.store.jobs(
            project: request.project,
            source: source,
            states: state.map { [$0] } ?? [],
            page: page
        )
        return .ok("Jobs fetched successfully") { writer in
            writer.page(found, of: page.size) { $0.job($1) }
        }
    }

    @Sendable
    private static func createJob(_ request: APIRequest) async throws -> APIResponse {
        let input = try await request.input()
        let asked = input.backfill()
        try input.finish()
        guard let asked else { throw APIError.invalid("source", "is required.") }
        let store = request.services.store
        let sources = try await store.sources(project: request.project)
        guard let source = sources.first(where: { $0.draft.name == asked.source || $0.id == ULID(asked.source) }) else {
            throw APIError.invalid("source", "the project has no source with the name or id \"\(asked.source)\".")
        }
        do {
            let draft = try await asked.request.draft(of: source, in: store)
            let job = try await store.createJob(draft, project: request.project)
            return .created("Job created successfully") { $0.job(job) }
        } catch let problem as BackfillRequest.Problem {
            throw APIError.invalid(problem.field, "\(problem.message).")
        }
    }

    @Sendable
    private static func getJob(_ request: APIRequest) async throws -> APIResponse {
        let job = try await request.existingJob()
        return .ok("Job fetched successfully") { $0.job(job) }
    }

    @Sendable
    private static func cancelJob(_ request: APIRequest) async throws -> APIResponse {
        let job = try await request.existingJob()
        guard let cancelled = try await request.services.store.cancelJob(job.id, project: request.project) else {
            throw APIError(.badRequest, "The job has ended already: it is \(job.state.rawValue).")
        }
        return .accepted("Job cancellation requested successfully") { $0.job(cancelled) }
    }
}

extension APIRequest {
    /// The job that the path names.
    fileprivate func existingJob() async throws -> JobRow {
        let id = try id("jobID", of: "job")
        guard let job = try await services.store.job(id, project: project) else { throw APIError.notFound("job") }
        return job
    }
}

extension InputObject {
    /// Reads what is asked for; nil when something that is required is missing.
    fileprivate func backfill() -> (source: String, request: BackfillRequest)? {
        if string("type", isRequired: true) != nil { _ = word("type", as: JobDraft.Kind.self) }
        let source = string("source", isRequired: true, upTo: 200)
        let from = place("from", isRequired: true)
        let request = BackfillRequest(
            from: from ?? "",
            to: place("to"),
            endpoint: string("endpoint", upTo: 200).flatMap { $0.isEmpty ? nil : $0 },
            rate: integer("rate", in: 1...BackfillRequest.maximumRate),
            isDryRun: boolean("dry_run") ?? false
        )
        return source.map { ($0, request) }
    }

    /// A place in a topic: a text, or a number for an offset.
    private func place(_ name: String, isRequired: Bool = false) -> String? {
        if let value = raw(name), JSON.kind(of: value) == .number { return String(decoding: value, as: UTF8.self) }
        let text = string(name, isRequired: isRequired, upTo: 10_000)
        return isRequired ? text : text.flatMap { $0.isEmpty ? nil : $0 }
    }
}
