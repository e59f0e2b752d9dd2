public import Postgres

/// The daily partitions of events, deliveries and attempts: made ahead of time, dropped when they are old.
public struct Partitions: Sendable {
    private let pool: PostgresPool

    /// A drop looks through a whole day before it drops it.
    private static let patience: Duration = .seconds(600)

    /// How often a lock is asked for that others hold; each time waits two seconds in the server.
    private static let lockAttempts = 15

    /// Makes it for a database whose schema is up to date.
    public init(pool: PostgresPool) {
        self.pool = pool
    }

    /// Makes the partitions that are missing from some days ago to some days ahead; answers how many were made.
    ///
    /// Rows of such a day that lie in the default partition move over in the same transaction. Cheap when nothing is
    /// missing, safe to call from many processes.
    public func ensure(daysBehind: Int = 1, daysAhead: Int = 3) async throws -> Int {
        let missing = try await pool.query(
            PartitionStatements.missing,
            .int(Int64(daysBehind)),
            .int(Int64(daysAhead)),
            deadline: .now + Self.patience
        )
        var made = 0
        for row in missing {
            let query = PostgresQuery(PartitionStatements.ensure, .text(try row.text(0)), .text(try row.text(1)))
            if try await answer(query) { made += 1 }
        }
        return made
    }

    /// Drops the partitions of days more than `days` days ago; answers how many days of events went.
    ///
    /// A day stays while a delivery of it is unfinished, an event of it lacks deliveries, or events of it were accepted
    /// within the last day: a backfill.
    public func drop(olderThan days: Int) async throws -> Int {
        var dropped = 0
        for day in try await old("events", days: days) {
            if try await answer(PostgresQuery(PartitionStatements.dropDay, .text(day))) { dropped += 1 }
        }
        for day in try await old("attempts", days: days) {
            _ = try await answer(PostgresQuery(PartitionStatements.dropAttempts, .text(day)))
        }
        return dropped
    }

    /// Deletes rows without a daily partition that were accepted more than `days` days ago and are finished, in bounded
    /// batches; answers how many.
    public func deleteStrays(olderThan days: Int, batch: Int = 1_000) async throws -> Int {
        var deleted = 0
        for statement in [
            PartitionStatements.deleteEvents, PartitionStatements.deleteDeliveries, PartitionStatements.deleteAttempts,
        ] {
            while true {
                let count = try await pool.query(
                    statement,
                    .int(Int64(days)),
                    .int(Int64(batch)),
                    deadline: .now + Self.patience
                ).rowsAffected
                deleted += count
                if count < batch { break }
            }
        }
        return deleted
    }

    private func old(_ parent: String, days: Int) async throws -> [String] {
        try await pool.query(
            PartitionStatements.old,
            .text(parent),
            .int(Int64(days)),
            deadline: .now + Self.patience
        ).map { try $0.text(0) }
    }

    private func answer(_ query: PostgresQuery) async throws -> Bool {
        for attempt in 1... {
            do {
                let results = try await pool.pipeline([query], deadline: .now + Self.patience)
                return try results.first?.first?.bool(0) ?? false
            } catch let error as PostgresError where error.sqlState == Self.lockNotAvailable {
                if attempt >= Self.lockAttempts { throw error }
            }
        }
        return false
    }

    private static let lockNotAvailable = "55P03"
}
