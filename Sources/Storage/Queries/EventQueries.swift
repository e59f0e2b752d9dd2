public import Domain
public import Postgres

/// What a person or a program looks at: events, deliveries, attempts and dead letters of one project.
public final class EventQueries: Sendable {
    let pool: PostgresPool

    /// Makes queries on a database whose schema is up to date.
    public init(pool: PostgresPool) {
        self.pool = pool
    }

    /// A page of a project's events, ordered by their ids, which is by their own time.
    public func events(
        project: ULID,
        filter: EventFilter = EventFilter(),
        page: PageRequest = PageRequest()
    ) async throws -> Page<StoredEvent> {
        let rows = try await pool.plannedAnew(
            page.isReadAscending ? EventQueryStatements.listAscending : EventQueryStatements.listDescending,
            .uuid(project),
            .timestamp(filter.created.lowerBound),
            .timestamp(filter.created.upperBound),
            .timestamp(page.start.timestamp),
            .uuid(page.start),
            .int(Int64(page.size + 1)),
            .array(filter.sources),
            .array(filter.endpoints),
            .text(filter.eventType?.storable),
            .text(filter.idempotencyKey?.storable)
        )
        return Page(page, rows: try await stored(rows, project: project), id: \.envelope.id)
    }

    /// One event.
    public func event(_ id: ULID, project: ULID) async throws -> StoredEvent? {
        let rows = try await pool.plannedAnew(
            EventQueryStatements.one,
            .uuid(project),
            .timestamp(id.timestamp),
            .uuid(id)
        )
        return try await stored(rows, project: project).first
    }

    private func stored(_ rows: PostgresResult, project: ULID) async throws -> [StoredEvent] {
        guard !rows.isEmpty else { return [] }
        let ids = try rows.map { try $0.ulid(0) }
        let deliveries = try await pool.plannedAnew(
            DeliveryStatements.ofEvents,
            .array(repeatElement(project, count: ids.count)),
            .array(ids.map(\.timestamp)),
            .array(ids)
        )
        let byEvent = Dictionary(grouping: try deliveries.map(ExistingDelivery.init(row:)), by: \.event)
        return try rows.map { row in
            let envelope = try EnvelopeRow.envelope(from: row)
            return StoredEvent(
                envelope: envelope,
                expectedDeliveries: try row.int(EnvelopeRow.width),
                isDuplicate: try row.bool(EnvelopeRow.width + 1),
                statusReason: try row.optionalText(EnvelopeRow.width + 2),
                deliveries: byEvent[envelope.id] ?? []
            )
        }
    }
}
