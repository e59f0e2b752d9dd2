public import Domain
internal import Postgres

extension ConfigurationDatabase {
    /// All sources of a project, by name.
    public func sources(project: ULID) async throws -> [SourceRow] {
        try await execute(SourceStatements.ofProject, .uuid(project)).map { try sourceRow($0) }
    }

    /// A page of a project's sources, by creation; of one kind, and with a text in their name, if wanted.
    public func sources(
        project: ULID,
        kind: String? = nil,
        nameContains text: String? = nil,
        page: PageRequest
    ) async throws -> Page<SourceRow> {
        let rows = try await execute(
            page.isReadAscending ? SourceStatements.listAscending : SourceStatements.listDescending,
            .uuid(project),
            .uuid(page.start),
            .int(Int64(page.size + 1)),
            .text(kind?.storable),
            .text(text?.storable)
        )
        return Page(page, rows: try rows.map { try sourceRow($0) }, id: \.id)
    }

    /// One source.
    public func source(_ id: ULID, project: ULID) async throws -> SourceRow? {
        try await execute(SourceStatements.byID, .uuid(project), .uuid(id)).first.map { try sourceRow($0) }
    }

    /// The active sources of all projects: what the pool reads.
    public func sourcesToRun() async throws -> [SourceRow] {
        try await execute(SourceStatements.active).map { try sourceRow($0) }
    }

    /// Makes a source.
    /// - Throws: `StorageError.Code.nameTaken`, `.notFound` for the project.
    public func createSource(_ draft: SourceDraft, project: ULID) async throws -> SourceRow {
        let query = try query(SourceStatements.insert, draft, id: .random(), project: project)
        return try sourceRow(try await row(query))
    }

    /// Changes a source; answers nil when there is none.
    /// - Throws: `StorageError.Code.nameTaken`.
    public func updateSource(_ id: ULID, project: ULID, _ draft: SourceDraft) async throws -> SourceRow? {
        let query = try query(SourceStatements.update, draft, id: id, project: project)
        return try await execute([query]).first?.first.map { try sourceRow($0) }
    }

    /// Removes a source with the subscriptions that name it; false when there was none.
    public func deleteSource(_ id: ULID, project: ULID) async throws -> Bool {
        try await execute(SourceStatements.delete, .uuid(project), .uuid(id)).rowsAffected > 0
    }

    private func query(
        _ statement: PostgresStatement,
        _ draft: SourceDraft,
        id: ULID,
        project: ULID
    ) throws -> PostgresQuery {
        let sealed = try secretBox.seal(Array(draft.settings.utf8), context: Self.context(id))
        return PostgresQuery(
            statement,
            .uuid(project),
            .uuid(id),
            .text(draft.name.storable),
            .text(draft.kind.storable),
            .int(Int64(Int32(clamping: draft.workers))),
            .text(draft.options.storable),
            .bytes(sealed),
            .text(draft.maskedSettings.storable),
            .text(draft.activity.rawValue)
        )
    }

    private func sourceRow(_ row: PostgresRow) throws -> SourceRow {
        let id = try row.ulid(0)
        guard let activity = SourceActivity(rawValue: try row.text(8)) else {
            throw StorageError(.unreadable, "a stored source has a status that is not known")
        }
        let settings = try secretBox.open(try row.bytes(6), context: Self.context(id))
        return SourceRow(
            id: id,
            project: try row.ulid(1),
            draft: SourceDraft(
                name: try row.text(2),
                kind: try row.text(3),
                workers: try row.int(4),
                options: try row.text(5),
                settings: String(decoding: settings, as: UTF8.self),
                maskedSettings: try row.text(7),
                activity: activity
            ),
            createdAt: try row.timestamp(9),
            updatedAt: try row.timestamp(10)
        )
    }

    private static func context(_ id: ULID) -> String { "sources/\(id)" }
}
