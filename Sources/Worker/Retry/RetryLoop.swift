internal import Domain
internal import Logging
internal import Queue
internal import Storage

/// Brings scheduled deliveries back when they are due: retries, what a full lane had no room for, what another worker left.
///
/// An endpoint's deliveries are claimed only while its lane has room, so a dead endpoint costs one look per round and never
/// a place in memory.
struct RetryLoop: Sendable {
    /// How often the schedule is looked at.
    static let interval: Duration = .milliseconds(50)
    /// Endpoints served per round.
    static let endpointLimit = 200
    /// Deliveries read from Postgres at once: bounds the payloads in memory.
    static let batchLimit = 100

    let routing: RoutingWatcher
    let schedule: DeliverySchedule
    let store: EventStore
    let dispatcher: Dispatcher
    let logger: Logger

    /// Works until cancelled.
    func run() async {
        var backOff = BackOff()
        var offset = 0
        while !Task.isCancelled {
            do {
                let due = try await schedule.dueEndpoints(now: .now(), limit: Self.endpointLimit, offset: offset)
                var isBusy = false
                for endpoint in due where !Task.isCancelled { isBusy = try await serve(endpoint.endpoint) || isBusy }
                // Endpoints that are paused or full stay at the head of the index; look behind them in the next round.
                offset = due.count == Self.endpointLimit ? offset + Self.endpointLimit : 0
                backOff.reset()
                if !isBusy { try? await Task.sleep(for: Self.interval) }
            } catch {
                if Task.isCancelled { return }
                logger.warning("could not read the schedule", metadata: ["error": "\(error)"])
                await backOff.wait()
            }
        }
    }

    /// Sends what is due for one endpoint and has room; whether there was any.
    private func serve(_ endpoint: ULID) async throws -> Bool {
        let table = routing.current
        let destination = table.destination(endpoint)
        if case .paused? = destination?.state { return false }
        let room = await dispatcher.room(for: endpoint)
        guard room > 0 else { return false }
        // One time-out for those before it, one for itself.
        let lease = Dispatcher.leaseMargin + (destination?.timeout ?? .zero) * 2
        let claimed = try await schedule.claim(
            endpoint,
            limit: min(room, Self.batchLimit),
            lease: lease,
            now: .now()
        )
        guard !claimed.isEmpty else { return false }
        let rows: [Storage.ScheduledDelivery]
        do {
            rows = try await store.scheduled(claimed)
        } catch {
            // Nothing was sent: others may have them at once.
            try? await schedule.add(claimed.map { .init(delivery: $0, endpoint: endpoint, due: .now()) })
            throw error
        }
        let known = Set(rows.map(\.id))
        let stale = claimed.filter { !known.contains($0) }
        if !stale.isEmpty {
            try await schedule.complete(stale.map { DeliveryReference(delivery: $0, endpoint: endpoint) })
            try await store.forgetFinished(stale)
        }
        await submit(rows, table)
        return true
    }

    private func submit(_ rows: [Storage.ScheduledDelivery], _ table: RoutingTable) async {
        var deliveries: [Delivery] = []
        for row in rows {
            let route = table.route(project: row.event.project, endpoint: row.endpoint, subscription: row.subscription)
            deliveries.append(
                Delivery(
                    id: row.id,
                    event: row.event,
                    route: route ?? .gone(row),
                    attempts: row.attempts,
                    attemptsBefore: row.attemptsBefore,
                    lastStatus: row.lastStatus
                )
            )
        }
        await dispatcher.submit(deliveries)
    }
}

extension Route {
    /// The route of a delivery whose endpoint was deleted: it ends as discarded.
    fileprivate static func gone(_ row: Storage.ScheduledDelivery) -> Route {
        let policy = RetryPolicy(strategy: .linear(every: .seconds(1)), attempts: 1)
        let destination = Destination(
            id: row.endpoint,
            project: row.event.project,
            url: "",
            owner: nil,
            state: .inactive,
            timeout: .seconds(1),
            secrets: [],
            signature: ConvoySignature(versions: [], isAdvanced: false),
            signatureHeader: "",
            headers: [],
            policy: policy,
            proxy: nil
        )
        return Route(destination: destination, subscription: row.subscription, policy: policy)
    }
}
