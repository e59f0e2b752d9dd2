internal import Domain
internal import Postgres

/// A batch of delivery states as columns, the way `unnest` takes them.
struct DeliveryColumns {
    private var ids: PostgresArrayBuilder<ULID>
    private var projects: PostgresArrayBuilder<ULID>
    private var events: PostgresArrayBuilder<ULID>
    private var endpoints: PostgresArrayBuilder<ULID>
    private var subscriptions: PostgresArrayBuilder<ULID>
    private var created: PostgresArrayBuilder<Timestamp>
    private var acknowledged: PostgresArrayBuilder<Timestamp>
    private var updated: PostgresArrayBuilder<Timestamp>
    private var nextSends: PostgresArrayBuilder<Timestamp>
    private var latencies: PostgresArrayBuilder<Int32>
    private var statuses: PostgresArrayBuilder<Int16>
    private var attempts: PostgresArrayBuilder<Int16>
    private var attemptsBefore: PostgresArrayBuilder<Int16>
    private var lastStatuses: PostgresArrayBuilder<Int16>
    private var types: PostgresArrayBuilder<String>
    private var descriptions: PostgresArrayBuilder<String>
    private var replayJobs: PostgresArrayBuilder<ULID>

    init(_ records: [DeliveryRecord]) {
        let capacity = records.count
        ids = .init(capacity: capacity)
        projects = .init(capacity: capacity)
        events = .init(capacity: capacity)
        endpoints = .init(capacity: capacity)
        subscriptions = .init(capacity: capacity)
        created = .init(capacity: capacity, elementSize: 8)
        acknowledged = .init(capacity: capacity, elementSize: 8)
        updated = .init(capacity: capacity, elementSize: 8)
        nextSends = .init(capacity: capacity, elementSize: 8)
        latencies = .init(capacity: capacity, elementSize: 4)
        statuses = .init(capacity: capacity, elementSize: 2)
        attempts = .init(capacity: capacity, elementSize: 2)
        attemptsBefore = .init(capacity: capacity, elementSize: 2)
        lastStatuses = .init(capacity: capacity, elementSize: 2)
        types = .init(capacity: capacity, elementSize: 24)
        descriptions = .init(capacity: capacity, elementSize: 16)
        replayJobs = .init(capacity: capacity)
        for record in records { append(record) }
    }

    private mutating func append(_ record: DeliveryRecord) {
        ids.append(record.id)
        projects.append(record.project)
        events.append(record.event)
        endpoints.append(record.endpoint)
        subscriptions.append(record.subscription)
        created.append(record.id.timestamp)
        acknowledged.append(record.acknowledgedAt)
        updated.append(record.updatedAt)
        nextSends.append(record.nextSendAt)
        latencies.append(record.latency.map { Int32(clamping: $0.inMilliseconds) })
        statuses.append(Int16(clamping: record.status.rawValue))
        attempts.append(Int16(clamping: record.attempts))
        attemptsBefore.append(Int16(clamping: record.attemptsBefore))
        lastStatuses.append(record.lastStatus.map { Int16(clamping: $0) })
        types.append(record.eventType.storable)
        descriptions.append(record.description.storable)
        replayJobs.append(record.replayJob)
    }

    consuming func query() -> PostgresQuery {
        PostgresQuery(
            DeliveryStatements.record,
            [
                ids.parameter, projects.parameter, events.parameter, endpoints.parameter, subscriptions.parameter,
                created.parameter, acknowledged.parameter, updated.parameter, nextSends.parameter, latencies.parameter,
                statuses.parameter, attempts.parameter, attemptsBefore.parameter, lastStatuses.parameter,
                types.parameter, descriptions.parameter, replayJobs.parameter,
            ]
        )
    }
}
