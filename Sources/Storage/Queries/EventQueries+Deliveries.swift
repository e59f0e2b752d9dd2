public import Domain
internal import Postgres

extension EventQueries {
    /// A page of a project's deliveries, ordered by their ids, which is by the time of their events.
    public func deliveries(
        project: ULID,
        filter: DeliveryFilter = DeliveryFilter(),
        page: PageRequest = PageRequest()
    ) async throws -> Page<StoredDelivery> {
        let created = filter.event.map { filter.created.intersection(.exactly($0)) } ?? filter.created
        let rows = try await pool.plannedAnew(
            page.isReadAscending ? DeliveryQueryStatements.listAscending : DeliveryQueryStatements.listDescending,
            .uuid(project),
            .timestamp(created.lowerBound),
            .timestamp(created.upperBound),
            .timestamp(page.start.timestamp),
            .uuid(page.start),
            .int(Int64(page.size + 1)),
            .array(filter.endpoints),
            .uuid(filter.event),
            .uuid(filter.subscription),
            .array(filter.statuses.map { Int16(clamping: $0.rawValue) }),
            .text(filter.eventType?.storable),
            .array(filter.sources),
            .text(filter.idempotencyKey?.storable)
        )
        return Page(page, rows: try rows.map(StoredDelivery.init(row:)), id: \.record.id)
    }

    /// One delivery.
    public func delivery(_ id: ULID, project: ULID) async throws -> StoredDelivery? {
        try await pool.plannedAnew(DeliveryQueryStatements.one, .uuid(project), .timestamp(id.timestamp), .uuid(id))
            .first.map(StoredDelivery.init(row:))
    }

    /// The attempts made for one delivery of a project, oldest first, ``PageRequest/maximumSize`` at most.
    public func attempts(delivery id: ULID, project: ULID) async throws -> [AttemptRecord] {
        try await pool.plannedAnew(
            AttemptStatements.ofDelivery,
            .uuid(project),
            .timestamp(id.timestamp),
            .uuid(id),
            .int(Int64(PageRequest.maximumSize))
        ).map(AttemptRecord.init(row:))
    }
}

extension StoredDelivery {
    init(row: PostgresRow) throws {
        let record = DeliveryRecord(
            id: try row.ulid(0),
            project: try row.ulid(1),
            event: try row.ulid(2),
            endpoint: try row.ulid(3),
            subscription: try row.optionalULID(4),
            eventType: try row.text(5),
            acknowledgedAt: try row.timestamp(6),
            status: try DeliveryStatus(row: row, column: 7),
            attempts: try row.int(8),
            attemptsBefore: try row.int(9),
            nextSendAt: try row.optionalTimestamp(10),
            lastStatus: try row.optionalInt(11),
            description: try row.text(12),
            updatedAt: try row.timestamp(13),
            latency: try row.optionalInt(14).map { .milliseconds($0) },
            replayJob: try row.optionalULID(15)
        )
        self.init(record: record, source: try row.optionalULID(16), idempotencyKey: try row.optionalText(17))
    }
}

extension AttemptRecord {
    init(row: PostgresRow) throws {
        self.init(
            id: try row.ulid(0),
            delivery: try row.ulid(1),
            number: try row.int(2),
            requestedAt: try row.timestamp(3),
            method: try row.text(4),
            url: try row.text(5),
            address: try row.optionalText(6),
            requestHeaders: try HeaderText.headers(in: row.bytes(7)),
            status: try row.optionalInt(8),
            responseHeaders: try HeaderText.headers(in: row.bytes(9)),
            responseBody: try row.bytes(10),
            isTruncated: try row.bool(11),
            error: try row.optionalText(12),
            timings: AttemptTimings(
                nameLookup: try row.optionalInt(13),
                connect: try row.optionalInt(14),
                tls: try row.optionalInt(15),
                firstByte: try row.optionalInt(16),
                total: try row.int(17)
            )
        )
    }
}
