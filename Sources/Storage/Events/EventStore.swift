public import Domain
public import Postgres

/// What the worker writes and reads: events, deliveries, attempts, dead letters.
///
/// Every writing operation may be repeated: identity makes a repetition harmless. Batches are written in the order of
/// their ids, so that two workers with the same events do not block each other in a circle.
public final class EventStore: Sendable {
    let pool: PostgresPool

    /// Makes a store on a database whose schema is up to date.
    public init(pool: PostgresPool) {
        self.pool = pool
    }

    /// What one statement carries at most, in bytes of payload: Postgres takes no value over 1 GiB.
    static let maximumStatementBytes = 16 << 20

    /// Stores a batch of events in one transaction and one round trip; one more when events with a key come again.
    ///
    /// Events that are stored already stay as they are. An event whose idempotency key belongs to another event is
    /// stored as a duplicate; an event that claims a key keeps it, also when it comes again.
    public func persist(_ events: [NewEvent]) async throws -> PersistResult {
        guard !events.isEmpty else { return PersistResult(inserted: [], duplicatesByKey: []) }
        let batches = Self.batches(of: events).map { $0.queries() }
        let results = try await write(batches.flatMap(\.self))
        var inserted: Set<ULID> = []
        var duplicates: Set<ULID> = []
        var end = results.startIndex
        for batch in batches {
            end += batch.count
            for row in results[end - 1] {
                let id = try row.ulid(0)
                inserted.insert(id)
                if try row.bool(1) { duplicates.insert(id) }
            }
        }
        let repeated = events.filter { $0.envelope.idempotencyKey != nil && !inserted.contains($0.envelope.id) }
        duplicates.formUnion(try await duplicatesAmong(repeated.map(\.envelope)))
        return PersistResult(inserted: inserted, duplicatesByKey: duplicates)
    }

    /// Whether every one of these is stored: as an event, or as the dead letter that it became.
    public func hasAll(_ events: [EventReference]) async throws -> Bool {
        guard !events.isEmpty else { return true }
        let rows = try await pool.plannedAnew(
            EventStatements.countStored,
            .array(events.map(\.project)),
            .array(events.map(\.id.timestamp)),
            .array(events.map(\.id))
        )
        return try rows.first.map { try $0.int(0) } == events.count
    }

    /// What an earlier transaction found of events that came again.
    private func duplicatesAmong(_ events: [Envelope]) async throws -> [ULID] {
        guard !events.isEmpty else { return [] }
        return try await pool.plannedAnew(
            EventStatements.duplicates,
            .array(events.map(\.project)),
            .array(events.map(\.id.timestamp)),
            .array(events.map(\.id))
        ).map { try $0.ulid(0) }
    }

    /// The stored events, acknowledged within the time range, that have fewer deliveries than they shall have.
    ///
    /// What was acknowledged in the last seconds is still under way: leave it out of the range.
    public func eventsWithoutDeliveries(
        acknowledgedBetween start: Timestamp,
        and end: Timestamp,
        limit: Int
    ) async throws -> [UndeliveredEvent] {
        let rows = try await pool.plannedAnew(
            EventStatements.undelivered,
            .timestamp(start),
            .timestamp(end),
            .int(Int64(limit))
        )
        return try rows.map { row in
            UndeliveredEvent(
                envelope: try EnvelopeRow.envelope(from: row),
                expectedDeliveries: try row.int(EnvelopeRow.width)
            )
        }
    }

    /// Corrects how many deliveries events shall have, after they were matched again with another result.
    public func expect(_ corrections: [(event: EventReference, deliveries: Int, reason: String?)]) async throws {
        guard !corrections.isEmpty else { return }
        let ordered = corrections.sorted { $0.event.id < $1.event.id }
        var reasons = PostgresArrayBuilder<String>(capacity: ordered.count)
        for correction in ordered { reasons.append(correction.reason?.storable) }
        _ = try await pool.plannedAnew(
            EventStatements.expect,
            .array(ordered.map(\.event.project)),
            .array(ordered.map(\.event.id.timestamp)),
            .array(ordered.map(\.event.id)),
            .array(ordered.map { Int16(clamping: $0.deliveries) }),
            reasons.parameter
        )
    }

    /// Events as columns, in the order of their ids, each once, in statements of bounded size.
    private static func batches(of events: [NewEvent]) -> [EventColumns] {
        // Of an event and its replay in one batch the event counts: it knows what deliveries it shall have.
        let ordered = events.sorted {
            $0.envelope.id == $1.envelope.id
                ? $0.envelope.replay == nil && $1.envelope.replay != nil : $0.envelope.id < $1.envelope.id
        }
        var batches: [EventColumns] = []
        var current = EventColumns(capacity: events.count)
        var last: NewEvent?
        for event in ordered {
            if let last, last.envelope.id == event.envelope.id, last.envelope.project == event.envelope.project {
                continue
            }
            if current.count > 0, current.bytes + event.envelope.data.count > maximumStatementBytes {
                batches.append(current)
                current = EventColumns(capacity: events.count)
            }
            current.append(event)
            last = event
        }
        batches.append(current)
        return batches
    }
}
