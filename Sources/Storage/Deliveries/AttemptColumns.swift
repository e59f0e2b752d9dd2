internal import Domain
internal import Postgres

/// A batch of attempts as columns, the way `unnest` takes them.
struct AttemptColumns {
    private var deliveries: PostgresArrayBuilder<ULID>
    private var ids: PostgresArrayBuilder<ULID>
    private var created: PostgresArrayBuilder<Timestamp>
    private var nameLookups: PostgresArrayBuilder<Int32>
    private var connects: PostgresArrayBuilder<Int32>
    private var handshakes: PostgresArrayBuilder<Int32>
    private var firstBytes: PostgresArrayBuilder<Int32>
    private var totals: PostgresArrayBuilder<Int32>
    private var numbers: PostgresArrayBuilder<Int16>
    private var statuses: PostgresArrayBuilder<Int16>
    private var truncations: PostgresArrayBuilder<Bool>
    private var methods: PostgresArrayBuilder<String>
    private var urls: PostgresArrayBuilder<String>
    private var addresses: PostgresArrayBuilder<String>
    private var errors: PostgresArrayBuilder<String>
    private var requestHeaders: PostgresArrayBuilder<String>
    private var responseHeaders: PostgresArrayBuilder<String>
    private var bodies: PostgresArrayBuilder<Bytes>

    init(_ attempts: [AttemptRecord]) {
        let capacity = attempts.count
        deliveries = .init(capacity: capacity)
        ids = .init(capacity: capacity)
        created = .init(capacity: capacity, elementSize: 8)
        nameLookups = .init(capacity: capacity, elementSize: 4)
        connects = .init(capacity: capacity, elementSize: 4)
        handshakes = .init(capacity: capacity, elementSize: 4)
        firstBytes = .init(capacity: capacity, elementSize: 4)
        totals = .init(capacity: capacity, elementSize: 4)
        numbers = .init(capacity: capacity, elementSize: 2)
        statuses = .init(capacity: capacity, elementSize: 2)
        truncations = .init(capacity: capacity, elementSize: 1)
        methods = .init(capacity: capacity, elementSize: 4)
        urls = .init(capacity: capacity, elementSize: 64)
        addresses = .init(capacity: capacity, elementSize: 24)
        errors = .init(capacity: capacity, elementSize: 0)
        requestHeaders = .init(capacity: capacity, elementSize: 512)
        responseHeaders = .init(capacity: capacity, elementSize: 256)
        bodies = .init(capacity: capacity, elementSize: 64)
        for attempt in attempts { append(attempt) }
    }

    private mutating func append(_ attempt: AttemptRecord) {
        deliveries.append(attempt.delivery)
        ids.append(attempt.id)
        created.append(attempt.requestedAt)
        nameLookups.append(attempt.timings.nameLookup.map { Int32(clamping: $0) })
        connects.append(attempt.timings.connect.map { Int32(clamping: $0) })
        handshakes.append(attempt.timings.tls.map { Int32(clamping: $0) })
        firstBytes.append(attempt.timings.firstByte.map { Int32(clamping: $0) })
        totals.append(Int32(clamping: attempt.timings.total))
        numbers.append(Int16(clamping: attempt.number))
        statuses.append(attempt.status.map { Int16(clamping: $0) })
        truncations.append(attempt.isTruncated)
        methods.append(attempt.method.storable)
        urls.append(attempt.url.storable)
        addresses.append(attempt.address?.storable)
        errors.append(attempt.error?.storable)
        requestHeaders.append(HeaderText.text(of: attempt.requestHeaders))
        responseHeaders.append(HeaderText.text(of: attempt.responseHeaders))
        bodies.append(attempt.responseBody)
    }

    consuming func query() -> PostgresQuery {
        PostgresQuery(
            AttemptStatements.insert,
            [
                deliveries.parameter, ids.parameter, created.parameter, nameLookups.parameter, connects.parameter,
                handshakes.parameter, firstBytes.parameter, totals.parameter, numbers.parameter, statuses.parameter,
                truncations.parameter, methods.parameter, urls.parameter, addresses.parameter, errors.parameter,
                requestHeaders.parameter, responseHeaders.parameter, bodies.parameter,
            ]
        )
    }
}
