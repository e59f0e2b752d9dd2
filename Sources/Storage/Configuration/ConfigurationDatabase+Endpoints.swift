public import Domain
internal import Postgres

extension ConfigurationDatabase {
    /// All endpoints of a project, by name.
    public func endpoints(project: ULID) async throws -> [EndpointRow] {
        try await withSecrets(execute(EndpointStatements.ofProject, .uuid(project)))
    }

    /// A page of a project's endpoints, by creation; of one owner, and with a text in their name, if wanted.
    public func endpoints(
        project: ULID,
        ownerID: String? = nil,
        nameContains text: String? = nil,
        page: PageRequest
    ) async throws -> Page<EndpointRow> {
        let rows = try await execute(
            page.isReadAscending ? EndpointStatements.listAscending : EndpointStatements.listDescending,
            .uuid(project),
            .uuid(page.start),
            .int(Int64(page.size + 1)),
            .text(ownerID?.storable),
            .text(text?.storable)
        )
        return Page(page, rows: try await withSecrets(rows), id: \.id)
    }

    /// One endpoint.
    public func endpoint(_ id: ULID, project: ULID) async throws -> EndpointRow? {
        try await withSecrets(execute(EndpointStatements.byID, .uuid(project), .uuid(id))).first
    }

    /// Makes an endpoint with its first secret.
    /// - Throws: `StorageError.Code.notFound` for the project.
    public func createEndpoint(_ draft: EndpointDraft, secret: String, project: ULID) async throws -> EndpointRow {
        let id = ULID.random()
        _ = try await execute([
            try query(EndpointStatements.insert, draft, id: id, project: project),
            try secretQuery(secret, id: .random(), endpoint: id, project: project),
        ])
        guard let row = try await endpoint(id, project: project) else {
            throw StorageError(.notFound, "the endpoint was removed at the moment it was made")
        }
        return row
    }

    /// Changes an endpoint, not its secrets; answers nil when there is none.
    public func updateEndpoint(_ id: ULID, project: ULID, _ draft: EndpointDraft) async throws -> EndpointRow? {
        _ = try await execute([try query(EndpointStatements.update, draft, id: id, project: project)])
        return try await endpoint(id, project: project)
    }

    /// Changes whether an endpoint is delivered to; answers nil when there is none.
    public func setStatus(
        _ status: EndpointStatus,
        endpoint id: ULID,
        project: ULID
    ) async throws -> EndpointRow? {
        _ = try await execute(EndpointStatements.setStatus, .uuid(project), .uuid(id), .text(status.rawValue))
        return try await endpoint(id, project: project)
    }

    /// Removes an endpoint with its secrets and subscriptions; false when there was none.
    public func deleteEndpoint(_ id: ULID, project: ULID) async throws -> Bool {
        try await execute(EndpointStatements.delete, .uuid(project), .uuid(id)).rowsAffected > 0
    }

    /// Gives an endpoint a new secret and lets the others end after a while; answers nil when there is no endpoint.
    ///
    /// Until then both sign, so that receivers can change over.
    public func rotateSecret(
        endpoint id: ULID,
        project: ULID,
        to secret: String,
        keepingOldFor overlap: Duration
    ) async throws -> EndpointRow? {
        let new = ULID.random()
        _ = try await execute([
            try secretQuery(secret, id: new, endpoint: id, project: project),
            PostgresQuery(
                EndpointStatements.expireOtherSecrets,
                .uuid(project),
                .uuid(id),
                .uuid(new),
                .double(max(overlap, .zero).inSeconds)
            ),
        ])
        return try await endpoint(id, project: project)
    }

    /// Deletes secrets that ended more than a day ago; answers how many.
    public func deleteExpiredSecrets() async throws -> Int {
        try await execute(EndpointStatements.deleteExpiredSecrets).rowsAffected
    }

    // MARK: - Rows

    private func withSecrets(_ rows: PostgresResult) async throws -> [EndpointRow] {
        guard !rows.isEmpty else { return [] }
        let ids = try rows.map { try $0.ulid(0) }
        let secrets = try await execute(EndpointStatements.secretsOf, .array(ids))
        return try endpointRows(rows, secrets: secrets)
    }

    func endpointRows(_ rows: PostgresResult, secrets: PostgresResult) throws -> [EndpointRow] {
        var byEndpoint: [ULID: [EndpointSecret]] = [:]
        for row in secrets {
            byEndpoint[try row.ulid(1), default: []].append(try endpointSecret(row))
        }
        return try rows.map { try endpointRow($0, secrets: byEndpoint[$0.ulid(0)] ?? []) }
    }

    private func endpointSecret(_ row: PostgresRow) throws -> EndpointSecret {
        let id = try row.ulid(0)
        let value = try secretBox.open(try row.bytes(2), context: Self.secretContext(id))
        return EndpointSecret(
            id: id,
            value: String(decoding: value, as: UTF8.self),
            expiresAt: try row.optionalTimestamp(3),
            createdAt: try row.timestamp(4)
        )
    }

    private func endpointRow(_ row: PostgresRow, secrets: [EndpointSecret]) throws -> EndpointRow {
        let id = try row.ulid(0)
        guard let status = EndpointStatus(rawValue: try row.text(6)) else {
            throw StorageError(.unreadable, "a stored endpoint has a status that is not known")
        }
        let authentication = try row.optionalBytes(9).map { sealed in
            try EndpointAuthentication(plainBytes: secretBox.open(sealed, context: Self.authenticationContext(id)))
        }
        return EndpointRow(
            id: id,
            project: try row.ulid(1),
            draft: EndpointDraft(
                name: try row.text(2),
                description: try row.text(3),
                url: try row.text(4),
                ownerID: try row.optionalText(5),
                status: status,
                timeout: .milliseconds(try row.int(7)),
                usesAdvancedSignatures: try row.bool(8),
                authentication: authentication
            ),
            secrets: secrets,
            createdAt: try row.timestamp(10),
            updatedAt: try row.timestamp(11)
        )
    }

    // MARK: - Queries

    private func query(
        _ statement: PostgresStatement,
        _ draft: EndpointDraft,
        id: ULID,
        project: ULID
    ) throws -> PostgresQuery {
        let authentication = try draft.authentication.map {
            try secretBox.seal($0.plainBytes, context: Self.authenticationContext(id))[...]
        }
        return PostgresQuery(
            statement,
            .uuid(project),
            .uuid(id),
            .text(draft.name.storable),
            .text(draft.description.storable),
            .text(draft.url.storable),
            .text(draft.ownerID?.storable),
            .text(draft.status.rawValue),
            .int(Int64(Int32(clamping: max(draft.timeout.inMilliseconds, 1)))),
            .bool(draft.usesAdvancedSignatures),
            .bytes(authentication)
        )
    }

    private func secretQuery(_ secret: String, id: ULID, endpoint: ULID, project: ULID) throws -> PostgresQuery {
        let sealed = try secretBox.seal(Array(secret.utf8), context: Self.secretContext(id))
        return PostgresQuery(
            EndpointStatements.insertSecret,
            .uuid(project),
            .uuid(endpoint),
            .uuid(id),
            .bytes(sealed)
        )
    }

    private static func secretContext(_ id: ULID) -> String { "endpoint_secrets/\(id)" }

    private static func authenticationContext(_ id: ULID) -> String { "endpoints/\(id)/authentication" }
}
