internal import Domain
internal import Logging
internal import Queue
internal import Storage

/// Writes outcomes down, in batches: rows first, then the schedule, then the acknowledgement of intake entries.
///
/// In this order a crash anywhere repeats work and loses none.
struct Recorder: Sendable {
    /// Outcomes per transaction.
    static let batchLimit = 1_000
    /// How long outcomes gather before they are written: nobody waits for the row, and a full batch costs a fraction.
    static let linger: Duration = .milliseconds(10)

    let outcomes: OutcomeQueue
    let store: EventStore
    let configuration: ConfigurationStore
    let schedule: DeliverySchedule
    let ledger: EntryLedger
    let acknowledger: Acknowledger
    let metrics: WorkerMetrics
    let logger: Logger

    /// Works until the queue is closed and empty, or the task is cancelled.
    func run() async {
        while let batch = try? await outcomes.next(upTo: Self.batchLimit) {
            await persistently("write deliveries") { try await write(batch) }
            await persistently("change the schedule") { try await reschedule(batch) }
            ledger.attempted(batch.count { $0.attempt != nil })
            let tickets = batch.flatMap(\.delivery.tickets)
            acknowledger.acknowledge(ledger.settle(tickets))
            for outcome in batch where outcome.disablesEndpoint { await disable(outcome) }
            metrics.recorded(batch)
            if batch.count < Self.batchLimit { try? await Task.sleep(for: Self.linger) }
        }
    }

    /// Several states of one delivery may meet in a batch; the last one is what the row shall say.
    private func write(_ batch: [Outcome]) async throws {
        var last: [ULID: Int] = [:]
        for (index, outcome) in batch.enumerated() { last[outcome.record.id] = index }
        let records = batch.enumerated().filter { last[$0.element.record.id] == $0.offset }.map(\.element.record)
        try await store.record(records, attempts: batch.compactMap(\.attempt))
    }

    private func reschedule(_ batch: [Outcome]) async throws {
        var due: [ULID: Queue.ScheduledDelivery] = [:]
        var finished: [ULID: DeliveryReference] = [:]
        for outcome in batch {
            let id = outcome.record.id
            let endpoint = outcome.record.endpoint
            if let time = outcome.due {
                due[id] = Queue.ScheduledDelivery(delivery: id, endpoint: endpoint, due: time)
                finished[id] = nil
            } else {
                due[id] = nil
                // A first attempt that ended at once was never in the schedule.
                if outcome.delivery.wasScheduled {
                    finished[id] = DeliveryReference(delivery: id, endpoint: endpoint)
                }
            }
        }
        if !due.isEmpty { try await schedule.add(Array(due.values)) }
        if !finished.isEmpty { try await schedule.complete(Array(finished.values)) }
    }

    private func disable(_ outcome: Outcome) async {
        let endpoint = outcome.record.endpoint
        logger.warning("an endpoint answered 410 and is disabled", metadata: ["endpoint": "\(endpoint)"])
        await persistently("disable an endpoint") {
            _ = try await configuration.setStatus(.inactive, endpoint: endpoint, project: outcome.record.project)
        }
    }

    /// Does something until it works; Postgres or Redis may be away for as long as they like.
    private func persistently(_ purpose: String, _ action: () async throws -> Void) async {
        var backOff = BackOff()
        while !Task.isCancelled {
            do {
                try await action()
                return
            } catch {
                logger.warning("could not \(purpose); trying again", metadata: ["error": "\(error)"])
                await backOff.wait()
            }
        }
    }
}
