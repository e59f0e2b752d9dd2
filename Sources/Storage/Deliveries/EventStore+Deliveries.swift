public import Domain
internal import Postgres

extension EventStore {
    /// Writes the states of deliveries and the attempts made for them, in one transaction and one round trip.
    ///
    /// Of several records for one delivery the last counts. What is unfinished afterwards is noted as pending, what is
    /// finished no longer.
    public func record(_ deliveries: [DeliveryRecord], attempts: [AttemptRecord]) async throws {
        var queries: [PostgresQuery] = []
        if !deliveries.isEmpty {
            let latest = Dictionary(deliveries.map { ($0.id, $0) }) { _, later in later }
            let ordered = latest.values.sorted { $0.id < $1.id }
            queries.append(DeliveryColumns(ordered).query())
        }
        if !attempts.isEmpty { queries.append(AttemptColumns(attempts).query()) }
        guard !queries.isEmpty else { return }
        _ = try await write(queries)
    }

    /// The deliveries that events have already: for events that came again.
    public func deliveries(ofEvents events: [EventReference]) async throws -> [ExistingDelivery] {
        guard !events.isEmpty else { return [] }
        let rows = try await pool.plannedAnew(
            DeliveryStatements.ofEvents,
            .array(events.map(\.project)),
            .array(events.map(\.id.timestamp)),
            .array(events.map(\.id))
        )
        return try rows.map(ExistingDelivery.init(row:))
    }

    /// The deliveries among these that are not finished, with everything the next attempt needs.
    ///
    /// What is missing from the answer is finished or gone: complete it in the schedule and ``forgetFinished(_:)`` it.
    public func scheduled(_ ids: [ULID]) async throws -> [ScheduledDelivery] {
        guard !ids.isEmpty else { return [] }
        let query = PostgresQuery(DeliveryStatements.scheduled, .array(Set(ids).sorted()))
        return try await pool.byIndex([query]).flatMap { try $0.map(ScheduledDelivery.init(row:)) }
    }

    /// Opens deliveries of a project again that are in one of the given states, due at once, with their retry schedule
    /// beginning anew; answers those that were opened, to be put in the schedule.
    public func reopen(
        _ ids: [ULID],
        project: ULID,
        in statuses: [DeliveryStatus],
        at time: Timestamp
    ) async throws -> [PendingDelivery] {
        let ordered = Set(ids).sorted()
        let rows = try await pool.plannedAnew(
            DeliveryStatements.reopen,
            .uuid(project),
            .array(ordered.map(\.timestamp)),
            .array(ordered),
            .timestamp(time),
            .array(statuses.map { Int16(clamping: $0.rawValue) })
        )
        return try rows.map(PendingDelivery.init(row:))
    }
}
