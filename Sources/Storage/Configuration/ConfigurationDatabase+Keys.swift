public import Domain
internal import Postgres

extension ConfigurationDatabase {
    /// Makes an API key; its text is in the answer and nowhere else.
    /// - Parameters:
    ///   - name: what a person calls it.
    ///   - role: what its holder may do.
    ///   - project: the only project it reaches; nil: all.
    ///   - expiresAt: when it ends; nil: never.
    /// - Throws: `StorageError.Code.notFound` for the project.
    public func createKey(
        name: String,
        role: KeyRole,
        project: ULID?,
        expiresAt: Timestamp? = nil
    ) async throws -> CreatedKey {
        let text = APIKeyText.random()
        let salt = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
        let query = PostgresQuery(
            KeyStatements.insert,
            .uuid(.random()),
            .text(text.mask),
            .bytes(salt),
            .bytes(text.hash(salt: salt)),
            .text(name.storable),
            .text(role.rawValue),
            .uuid(project),
            .timestamp(expiresAt)
        )
        return CreatedKey(row: try APIKeyRow(row: try await row(query)), plainText: text.plainText)
    }

    /// Who holds a key; nil when it is not good, whatever the reason.
    public func authenticate(_ plainText: String) async throws -> Principal? {
        guard let text = APIKeyText(plainText),
            let row = try await execute(KeyStatements.byMask, .text(text.mask)).first,
            text.matches(hash: try row.bytes(9), salt: try row.bytes(8))
        else { return nil }
        let key = try APIKeyRow(row: row)
        return Principal(
            key: key.id,
            name: key.name,
            role: key.role,
            project: key.project,
            expiresAt: key.expiresAt
        )
    }

    /// The keys of a project, or for nil those that reach the whole instance; also ended ones.
    public func keys(project: ULID?) async throws -> [APIKeyRow] {
        try await execute(KeyStatements.ofProject, .uuid(project)).map(APIKeyRow.init(row:))
    }

    /// Ends a key for good; false when there is none that is not ended already.
    public func revokeKey(_ id: ULID, project: ULID?) async throws -> Bool {
        try await execute(KeyStatements.revoke, .uuid(project), .uuid(id)).rowsAffected > 0
    }
}

extension APIKeyRow {
    init(row: PostgresRow) throws {
        guard let role = KeyRole(rawValue: try row.text(3)) else {
            throw StorageError(.unreadable, "a stored key has a role that is not known")
        }
        self.init(
            id: try row.ulid(0),
            mask: try row.text(1),
            name: try row.text(2),
            role: role,
            project: try row.optionalULID(4),
            createdAt: try row.timestamp(5),
            expiresAt: try row.optionalTimestamp(6),
            revokedAt: try row.optionalTimestamp(7)
        )
    }
}
