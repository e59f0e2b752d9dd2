internal import Domain
internal import Logging
internal import Postgres
internal import Queue
internal import Storage

/// What happens to a batch of intake entries: decode, match, persist, hand to the dispatcher.
struct BatchProcessor: Sendable {
    /// An entry handed out this often without an end brings its workers down: it becomes a dead letter.
    static let deliveryLimit = 100

    let routing: RoutingWatcher
    let store: EventStore
    let ledger: EntryLedger
    let dispatcher: Dispatcher
    let acknowledger: Acknowledger
    let metrics: WorkerMetrics
    let logger: Logger

    /// An event beside the entry it came in and what the routing table says.
    private struct Matched {
        let ticket: EntryLedger.Ticket
        let envelope: Envelope
        let routes: [Route]
        let reason: String?

        /// A replay makes deliveries beside those that an event shall have.
        var ordinaryDeliveries: Int { envelope.replay == nil ? routes.count : 0 }
    }

    /// Entries that this worker has booked.
    typealias Batch = [(ticket: EntryLedger.Ticket, record: IntakeRecord)]

    /// Books entries as held, at once: the next look at the worker's room counts them.
    func hold(_ records: [IntakeRecord], shard: Int) -> Batch {
        let entries = records.map { (ticket: EntryLedger.Ticket(shard: shard, id: $0.id), record: $0) }
        ledger.hold(entries.map { ($0.ticket, $0.record.bytes.count) })
        return entries
    }

    /// Works on the batch until everything in it is stored, however long Postgres is away. After a cancellation what is not
    /// stored stays pending in Redis.
    func process(_ entries: Batch) async {
        var backOff = BackOff()
        while !Task.isCancelled {
            do {
                try await store(entries)
                return
            } catch is CancellationError {
                break
            } catch {
                logger.warning(
                    "could not store events; they wait",
                    metadata: ["count": "\(entries.count)", "error": "\(error)"]
                )
                await backOff.wait()
            }
        }
        ledger.release(entries.map(\.ticket))
    }

    private func store(_ entries: Batch) async throws {
        var events: [(ticket: EntryLedger.Ticket, envelope: Envelope)] = []
        var letters: [(ticket: EntryLedger.Ticket, letter: DeadLetter)] = []
        for (ticket, record) in entries {
            switch decode(record) {
            case .event(let envelope): events.append((ticket, envelope))
            case .deadLetter(let letter): letters.append((ticket, letter))
            }
        }
        let (matched, refused) = try await match(events)
        letters += refused
        if !letters.isEmpty {
            try await store.insert(deadLetters: letters.map(\.letter))
            metrics.deadLetters(letters.count)
            acknowledger.acknowledge(letters.map(\.ticket))
        }
        if !matched.isEmpty { try await persist(matched) }
    }

    // MARK: - Decode

    private func decode(_ record: IntakeRecord) -> IntakeEntry {
        do throws(IntakeDecodingError) {
            let entry = try IntakeEntry(decoding: record.bytes)
            guard record.deliveryCount > Self.deliveryLimit, case .event(let envelope) = entry else { return entry }
            // Under the event's own id: whoever waits for it to be stored finds that.
            return .deadLetter(.refused(envelope, "handed out \(record.deliveryCount) times without an end"))
        } catch {
            return .deadLetter(.internalFault(record, "not an intake entry: \(error)"))
        }
    }

    // MARK: - Match

    private func match(
        _ events: [(ticket: EntryLedger.Ticket, envelope: Envelope)]
    ) async throws -> ([Matched], [(ticket: EntryLedger.Ticket, letter: DeadLetter)]) {
        var table = routing.current
        var matches = events.map { table.match($0.envelope) }
        // What nobody takes may be newer than the table: an endpoint made a moment ago.
        if matches.contains(where: \.isWorthASecondLook) {
            table = try await routing.refreshed()
            matches = events.map { table.match($0.envelope) }
        }
        var matched: [Matched] = []
        var refused: [(ticket: EntryLedger.Ticket, letter: DeadLetter)] = []
        for ((ticket, envelope), match) in zip(events, matches) {
            switch match {
            case .routes(let routes):
                matched.append(Matched(ticket: ticket, envelope: envelope, routes: routes, reason: nil))
            case .nobody(let reason):
                matched.append(Matched(ticket: ticket, envelope: envelope, routes: [], reason: reason))
            case .refused(let reason):
                refused.append((ticket, .refused(envelope, reason)))
            }
        }
        return (matched, refused)
    }

    // MARK: - Persist

    private func persist(_ batch: [Matched]) async throws {
        let result: PersistResult
        do {
            result = try await store.persist(
                batch.map {
                    NewEvent(envelope: $0.envelope, expectedDeliveries: $0.ordinaryDeliveries, statusReason: $0.reason)
                }
            )
        } catch let error as PostgresError where error.isCausedByData {
            try await isolate(batch, error)
            return
        }
        metrics.persisted(result.inserted.count)
        let existing = try await existingDeliveries(batch, result)
        var deliveries: [Delivery] = []
        var counts: [(ticket: EntryLedger.Ticket, deliveries: Int)] = []
        var done: [EntryLedger.Ticket] = []
        for event in batch {
            let isDuplicate = result.duplicatesByKey.contains(event.envelope.id)
            let open =
                isDuplicate
                ? []
                : event.routes
                    .map { Delivery(event: event.envelope, route: $0, ticket: event.ticket) }
                    .filter { !existing.contains($0.id) }
            if open.isEmpty { done.append(event.ticket) } else { counts.append((event.ticket, open.count)) }
            deliveries += open
        }
        ledger.expect(counts)
        acknowledger.acknowledge(done)
        await dispatcher.submit(deliveries)
    }

    /// An event that was stored before has deliveries that are finished, or that the schedule knows. So has a replay whose
    /// entry comes again: the job's own deliveries, which nobody else makes.
    private func existingDeliveries(_ batch: [Matched], _ result: PersistResult) async throws -> Set<ULID> {
        let repeats = batch.filter { !result.inserted.contains($0.envelope.id) }
        guard !repeats.isEmpty else { return [] }
        let ordinary = repeats.filter { $0.envelope.replay == nil }
        metrics.repeated(ordinary.count)
        let known = try await store.deliveries(
            ofEvents: repeats.map { EventReference(project: $0.envelope.project, id: $0.envelope.id) }
        )
        // What is expected of them follows the subscriptions of today.
        try await store.expect(
            ordinary.map { event in
                let reference = EventReference(project: event.envelope.project, id: event.envelope.id)
                return (reference, event.routes.count, event.reason)
            }
        )
        return Set(known.map(\.id))
    }

    /// One event that Postgres refuses must not hold up the others: the batch is halved until it stands alone.
    private func isolate(_ batch: [Matched], _ error: PostgresError) async throws {
        guard let only = batch.first, batch.count == 1 else {
            try await persist(Array(batch.prefix(batch.count / 2)))
            try await persist(Array(batch.dropFirst(batch.count / 2)))
            return
        }
        try await store.insert(deadLetters: [.refused(only.envelope, "could not be stored: \(error)")])
        metrics.deadLetters(1)
        acknowledger.acknowledge([only.ticket])
    }
}

extension PostgresError {
    /// The server refused the values themselves (SQLSTATE classes 22 and 54), so that no other time will be better.
    fileprivate var isCausedByData: Bool {
        code == .query && (sqlState?.hasPrefix("22") == true || sqlState?.hasPrefix("54") == true)
    }
}

extension Match {
    fileprivate var isWorthASecondLook: Bool {
        if case .routes = self { false } else { true }
    }
}

extension DeadLetter {
    /// An event that cannot be delivered as its producer meant.
    fileprivate static func refused(_ event: Envelope, _ reason: String) -> DeadLetter {
        DeadLetter(
            id: event.id,
            project: event.project,
            source: event.source,
            position: event.position,
            reason: reason,
            headers: event.headers,
            key: nil,
            receivedAt: event.acceptedAt,
            body: event.data
        )
    }

    /// Bytes in the intake that no version of ours has written.
    fileprivate static func internalFault(_ record: IntakeRecord, _ reason: String) -> DeadLetter {
        let time = Timestamp(milliseconds: Int64(clamping: record.id.milliseconds))
        let position = "intake/\(record.id)"
        return DeadLetter(
            id: .derived(at: time, from: [position]),
            project: ULID(high: 0, low: 0),
            source: nil,
            position: position,
            reason: reason,
            headers: [],
            key: nil,
            receivedAt: time,
            body: record.bytes
        )
    }
}
