public import Domain
internal import Postgres

/// Jobs as those see them who ask for them.
extension ConfigurationDatabase {
    /// Asks for a job. Processes with the role ingest look for new ones once a second.
    /// - Throws: `StorageError.Code.danglingReference` for a source that is not in the project.
    public func createJob(_ draft: JobDraft, project: ULID) async throws -> JobRow {
        let query = PostgresQuery(
            JobStatements.insert,
            .uuid(project),
            .uuid(.random()),
            .text(draft.kind.rawValue),
            .uuid(draft.source),
            .uuid(draft.endpoint),
            .text(draft.from.storable),
            .text(draft.to.storable),
            .int4(draft.rate.map { Int32(clamping: $0) }),
            .bool(draft.isDryRun)
        )
        return try JobRow(row: try await row(query))
    }

    /// One job.
    public func job(_ id: ULID, project: ULID) async throws -> JobRow? {
        try await execute(JobStatements.byID, .uuid(project), .uuid(id)).first.map { try JobRow(row: $0) }
    }

    /// A page of a project's jobs, by creation; of one source, and in some states, if wanted.
    public func jobs(
        project: ULID,
        source: ULID? = nil,
        states: [JobState] = [],
        page: PageRequest
    ) async throws -> Page<JobRow> {
        let rows = try await execute(
            page.isReadAscending ? JobStatements.listAscending : JobStatements.listDescending,
            .uuid(project),
            .uuid(page.start),
            .int(Int64(page.size + 1)),
            .uuid(source),
            .array(states.map(\.rawValue))
        )
        return Page(page, rows: try rows.map { try JobRow(row: $0) }, id: \.id)
    }

    /// Asks for the end of a job: its process ends it within about a second; a job that nobody does has ended at once.
    /// Nil when there is none, or it has ended before.
    public func cancelJob(_ id: ULID, project: ULID) async throws -> JobRow? {
        try await execute(JobStatements.cancel, .uuid(project), .uuid(id)).first.map { try JobRow(row: $0) }
    }
}
