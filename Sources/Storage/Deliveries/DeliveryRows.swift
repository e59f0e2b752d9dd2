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
            dueAt: try row.optionalTimestamp(4)
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
        self.init(
            id: try row.ulid(own),
            event: try EnvelopeRow.envelope(from: row),
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
