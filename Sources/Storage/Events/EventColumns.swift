internal import Domain
internal import Postgres

/// A batch of events as columns, the way `unnest` takes them.
struct EventColumns {
    private(set) var count = 0
    private(set) var bytes = 0

    private var ids: PostgresArrayBuilder<ULID>
    private var projects: PostgresArrayBuilder<ULID>
    private var sources: PostgresArrayBuilder<ULID>
    private var created: PostgresArrayBuilder<Timestamp>
    private var acknowledged: PostgresArrayBuilder<Timestamp>
    private var expected: PostgresArrayBuilder<Int16>
    private var replays: PostgresArrayBuilder<Bool>
    private var types: PostgresArrayBuilder<String>
    private var targets: PostgresArrayBuilder<String>
    private var headers: PostgresArrayBuilder<String>
    private var keys: PostgresArrayBuilder<String>
    private var positions: PostgresArrayBuilder<String>
    private var reasons: PostgresArrayBuilder<String>
    private var data: PostgresArrayBuilder<Bytes>
    private var claims: PostgresArrayBuilder<String>

    /// Events with a key: what is claimed, in an order that is the same for all writers.
    private var claimed: [(project: ULID, claim: String, event: ULID, at: Timestamp)] = []

    init(capacity: Int) {
        ids = .init(capacity: capacity)
        projects = .init(capacity: capacity)
        sources = .init(capacity: capacity)
        created = .init(capacity: capacity, elementSize: 8)
        acknowledged = .init(capacity: capacity, elementSize: 8)
        expected = .init(capacity: capacity, elementSize: 2)
        replays = .init(capacity: capacity, elementSize: 1)
        types = .init(capacity: capacity, elementSize: 24)
        targets = .init(capacity: capacity, elementSize: 16)
        headers = .init(capacity: capacity, elementSize: 128)
        keys = .init(capacity: capacity, elementSize: 0)
        positions = .init(capacity: capacity, elementSize: 32)
        reasons = .init(capacity: capacity, elementSize: 0)
        data = .init(capacity: capacity, elementSize: 512)
        claims = .init(capacity: capacity, elementSize: 0)
    }

    mutating func append(_ event: NewEvent) {
        let envelope = event.envelope
        ids.append(envelope.id)
        projects.append(envelope.project)
        sources.append(envelope.source)
        created.append(envelope.id.timestamp)
        acknowledged.append(envelope.acceptedAt)
        expected.append(Int16(clamping: event.expectedDeliveries))
        replays.append(envelope.replay != nil)
        types.append(envelope.eventType.storable)
        targets.append(TargetText.text(of: envelope.target))
        headers.append(HeaderText.text(of: envelope.headers))
        keys.append(envelope.idempotencyKey?.storable)
        positions.append(envelope.position.storable)
        reasons.append(event.statusReason?.storable)
        data.append(envelope.data)
        let claim = envelope.idempotencyKey.map(IdempotencyClaim.text)
        claims.append(claim)
        if let claim {
            // A replay claims for its event's own time: the window of a key does not begin anew because history is read again.
            let time = envelope.replay == nil ? envelope.acceptedAt : envelope.id.timestamp
            claimed.append((envelope.project, claim, envelope.id, time))
        }
        count += 1
        bytes += envelope.data.count
    }

    /// The statements that store the batch; the last one returns what is new.
    consuming func queries() -> [PostgresQuery] {
        let columns = [
            ids.parameter, projects.parameter, sources.parameter, created.parameter, acknowledged.parameter,
            expected.parameter, replays.parameter, types.parameter, targets.parameter, headers.parameter,
            keys.parameter, positions.parameter, reasons.parameter, data.parameter,
        ]
        guard !claimed.isEmpty else { return [PostgresQuery(EventStatements.insert, columns)] }
        return [claimQuery(), PostgresQuery(EventStatements.insertClaimed, columns + [claims.parameter])]
    }

    /// Writers that claim the same keys wait for each other; one order for all rules out that they do so in a circle.
    private func claimQuery() -> PostgresQuery {
        let ordered = claimed.sorted { ($0.project, $0.claim, $0.event) < ($1.project, $1.claim, $1.event) }
        return PostgresQuery(
            EventStatements.claimKeys,
            .array(ordered.map(\.project)),
            .array(ordered.map(\.claim)),
            .array(ordered.map(\.event)),
            .array(ordered.map(\.at))
        )
    }
}
