internal import Domain
internal import Gateway
internal import Queue
internal import Storage

/// Starts deliveries again: opens the row, then puts it in the schedule. Should the second fail, the sweep makes up for it.
struct Resender: DeliveryScheduling {
    let store: EventStore
    let queries: EventQueries
    let schedule: DeliverySchedule

    func resend(_ delivery: ULID, project: ULID) async throws -> DeliveryRestart? {
        let now = Timestamp.now()
        let opened = try await store.reopen(
            [delivery],
            project: project,
            in: [.failure, .discarded, .retry],
            at: now
        )
        guard let pending = opened.first else {
            guard let known = try await queries.delivery(delivery, project: project) else { return nil }
            let status = known.record.status
            throw ResendRefusal(
                reason: status.isFinished
                    ? "the delivery is \(status.name): only Failure, Discarded and Retry can be sent again"
                    : "the delivery is \(status.name): it will be sent without being asked to"
            )
        }
        try await schedule.add([
            Queue.ScheduledDelivery(delivery: pending.id, endpoint: pending.endpoint, due: pending.dueAt)
        ])
        return DeliveryRestart(dueAt: pending.dueAt)
    }
}
