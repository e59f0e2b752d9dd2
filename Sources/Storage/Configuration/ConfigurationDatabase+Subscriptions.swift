public import Domain
internal import Postgres

extension ConfigurationDatabase {
    /// All subscriptions of a project, by name.
    public func subscriptions(project: ULID) async throws -> [SubscriptionRow] {
        try await execute(SubscriptionStatements.ofProject, .uuid(project)).map(SubscriptionRow.init(row:))
    }

    /// A page of a project's subscriptions, by creation; of some endpoints, and with a text in their name, if wanted.
    public func subscriptions(
        project: ULID,
        endpoints: [ULID] = [],
        nameContains text: String? = nil,
        page: PageRequest
    ) async throws -> Page<SubscriptionRow> {
        let rows = try await execute(
            page.isReadAscending ? SubscriptionStatements.listAscending : SubscriptionStatements.listDescending,
            .uuid(project),
            .uuid(page.start),
            .int(Int64(page.size + 1)),
            .array(endpoints),
            .text(text?.storable)
        )
        return Page(page, rows: try rows.map(SubscriptionRow.init(row:)), id: \.id)
    }

    /// One subscription.
    public func subscription(_ id: ULID, project: ULID) async throws -> SubscriptionRow? {
        try await execute(SubscriptionStatements.byID, .uuid(project), .uuid(id)).first.map(SubscriptionRow.init(row:))
    }

    /// Makes a subscription.
    /// - Throws: `StorageError.Code.danglingReference` when the project lacks the endpoint or the source.
    public func createSubscription(_ draft: SubscriptionDraft, project: ULID) async throws -> SubscriptionRow {
        let query = query(SubscriptionStatements.insert, draft, id: .random(), project: project)
        return try SubscriptionRow(row: try await row(query))
    }

    /// Changes a subscription; answers nil when there is none.
    /// - Throws: `StorageError.Code.danglingReference` when the project lacks the endpoint or the source.
    public func updateSubscription(
        _ id: ULID,
        project: ULID,
        _ draft: SubscriptionDraft
    ) async throws -> SubscriptionRow? {
        let query = query(SubscriptionStatements.update, draft, id: id, project: project)
        return try await execute([query]).first?.first.map(SubscriptionRow.init(row:))
    }

    /// Removes a subscription; false when there was none.
    public func deleteSubscription(_ id: ULID, project: ULID) async throws -> Bool {
        try await execute(SubscriptionStatements.delete, .uuid(project), .uuid(id)).rowsAffected > 0
    }

    private func query(
        _ statement: PostgresStatement,
        _ draft: SubscriptionDraft,
        id: ULID,
        project: ULID
    ) -> PostgresQuery {
        PostgresQuery(
            statement,
            [
                .uuid(project), .uuid(id), .text(draft.name.storable), .uuid(draft.source), .uuid(draft.endpoint),
                .array(draft.eventTypes.map(\.text.storable)),
            ] + RetryColumns(draft.retryPolicy).parameters
        )
    }
}

extension SubscriptionRow {
    init(row: PostgresRow) throws {
        let eventTypes = try row.array(5, of: String.self).map { text in
            guard let pattern = EventTypePattern(text) else {
                throw StorageError(.unreadable, "a stored subscription has an event type that cannot be read: \(text)")
            }
            return pattern
        }
        self.init(
            id: try row.ulid(0),
            project: try row.ulid(1),
            draft: SubscriptionDraft(
                name: try row.text(2),
                source: try row.optionalULID(3),
                endpoint: try row.ulid(4),
                eventTypes: eventTypes,
                retryPolicy: try RetryColumns.policy(from: row, at: 6)
            ),
            createdAt: try row.timestamp(9),
            updatedAt: try row.timestamp(10)
        )
    }
}
