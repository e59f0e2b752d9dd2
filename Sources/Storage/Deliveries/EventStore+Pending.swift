public import Domain
internal import Postgres

extension EventStore {
    /// Unfinished deliveries that were due before a time, earliest first, after one of them: what the sweep puts back
    /// into the schedule, in steps.
    public func pendingOverdue(
        before time: Timestamp,
        after last: PendingDelivery? = nil,
        limit: Int
    ) async throws -> [PendingDelivery] {
        try await pool.plannedAnew(
            PendingStatements.overdue,
            .timestamp(time),
            .timestamp(last?.dueAt ?? Timestamp(microseconds: 0)),
            .uuid(last?.id ?? ULID(high: 0, low: 0)),
            .int(Int64(limit))
        ).map(PendingDelivery.init(row:))
    }

    /// Unfinished deliveries in the order of their ids, after one of them: all of them in steps, when Redis lost its
    /// data.
    public func allPending(after id: ULID?, limit: Int) async throws -> [PendingDelivery] {
        try await pool.plannedAnew(PendingStatements.all, .uuid(id ?? ULID(high: 0, low: 0)), .int(Int64(limit)))
            .map(PendingDelivery.init(row:))
    }

    /// Forgets deliveries as pending, unless they are unfinished after all.
    public func forgetFinished(_ ids: [ULID]) async throws {
        guard !ids.isEmpty else { return }
        _ = try await pool.byIndex([PostgresQuery(PendingStatements.forget, .array(Set(ids).sorted()))])
    }
}
