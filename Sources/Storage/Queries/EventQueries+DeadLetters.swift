public import Domain
internal import Postgres

extension EventQueries {
    /// A page of a project's dead letters, ordered by their ids, which is by the time of their messages.
    public func deadLetters(
        project: ULID,
        filter: DeadLetterFilter = DeadLetterFilter(),
        page: PageRequest = PageRequest()
    ) async throws -> Page<StoredDeadLetter> {
        let rows = try await pool.plannedAnew(
            page.isReadAscending ? DeadLetterStatements.listAscending : DeadLetterStatements.listDescending,
            .uuid(project),
            .uuid(page.start),
            .int(Int64(page.size + 1)),
            .array(filter.sources),
            .bool(filter.isResolved),
            .uuid(filter.created.lowestID),
            .uuid(filter.created.firstIDAfter)
        )
        return Page(page, rows: try rows.map(StoredDeadLetter.init(row:)), id: \.letter.id)
    }

    /// One dead letter.
    public func deadLetter(_ id: ULID, project: ULID) async throws -> StoredDeadLetter? {
        try await pool.plannedAnew(DeadLetterStatements.one, .uuid(project), .uuid(id)).first.map(
            StoredDeadLetter.init(row:)
        )
    }

    /// Marks a dead letter as dealt with; false when there is none that is not dealt with already.
    public func resolveDeadLetter(
        _ id: ULID,
        project: ULID,
        as resolution: DeadLetterResolution
    ) async throws -> Bool {
        try await pool.plannedAnew(DeadLetterStatements.resolve, .uuid(project), .uuid(id), .text(resolution.rawValue))
            .rowsAffected > 0
    }
}

extension StoredDeadLetter {
    init(row: PostgresRow) throws {
        let letter = DeadLetter(
            id: try row.ulid(0),
            project: try row.ulid(1),
            source: try row.optionalULID(2),
            position: try row.text(3),
            reason: try row.text(4),
            headers: try HeaderText.headers(in: row.bytes(5)),
            key: try row.optionalBytes(6),
            receivedAt: try row.timestamp(8),
            body: try row.bytes(7)
        )
        self.init(
            letter: letter,
            resolution: try row.optionalText(9).flatMap(DeadLetterResolution.init(rawValue:)),
            resolvedAt: try row.optionalTimestamp(10)
        )
    }
}
