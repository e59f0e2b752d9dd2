internal import Domain
internal import Postgres

extension DeliveryStatus {
    init(row: PostgresRow, column: Int) throws {
        let value = try row.int(column)
        guard let status = DeliveryStatus(rawValue: value) else {
            throw StorageError(.unreadable, "a stored delivery has status \(value), which is not known")
        }
        self = status
    }
}

extension ExistingDelivery {
    init(row: PostgresRow) throws {
        self.init(
            id: try row.ulid(0),
            event: try row.ulid(1),
            endpoint: try row.ulid(2),
            status: try DeliveryStatus(row: row, column: 3),
            dueAt: try row.optionalTimestamp(4),
            replayJob: try row.optionalULID(5)
        )
    }
}

extension PendingDelivery {
    init(row: PostgresRow) throws {
        self.init(
            id: try row.ulid(0),
            project: try row.ulid(1),
            endpoint: try row.ulid(2),
            dueAt: try row.timestamp(3)
        )
    }
}

extension ScheduledDelivery {
    init(row: PostgresRow) throws {
        let own = EnvelopeRow.width
        var event = try EnvelopeRow.envelope(from: row)
        // A replay's latency counts from when its job took the event.
        event.acceptedAt = try row.timestamp(own + 8)
        event.replay = try row.optionalULID(own + 9).map { Envelope.Replay(job: $0) }
        self.init(
            id: try row.ulid(own),
            event: event,
            endpoint: try row.ulid(own + 1),
            subscription: try row.optionalULID(own + 2),
            status: try DeliveryStatus(row: row, column: own + 3),
            attempts: try row.int(own + 4),
            attemptsBefore: try row.int(own + 5),
            dueAt: try row.timestamp(own + 6),
            lastStatus: try row.optionalInt(own + 7)
        )
    }
}
