internal import Domain
internal import Logging
internal import Queue
internal import Storage

/// Puts back what Redis should have and has not: Postgres knows every delivery that is not finished.
///
/// Two ways in: a delivery overdue for long is put back one by one; and when the marker is gone, Redis has lost its data, and
/// everything unfinished is put back at once.
struct Sweep: Sendable {
    static let interval: Duration = .seconds(15)
    /// A delivery that its time passed so long ago is missing from the schedule, or its endpoint cannot keep up.
    static let overdueAfter: Duration = .seconds(30)
    /// Looked at again beyond the moment up to which all was well.
    static let overlap: Duration = .seconds(60)
    static let page = 2_000

    let store: EventStore
    let schedule: DeliverySchedule
    let intake: IntakeStream
    let markers: [LossMarker]
    let logger: Logger

    /// Works until cancelled. Several workers may sweep at once: everything it does may be done twice.
    func run() async {
        while !Task.isCancelled {
            do {
                for shard in markers.indices { try await check(shard) }
                let count = try await restoreOverdue()
                if count > 0 { logger.notice("put overdue deliveries back", metadata: ["count": "\(count)"]) }
            } catch {
                if Task.isCancelled { return }
                logger.warning("the sweep could not finish", metadata: ["error": "\(error)"])
            }
            try? await Task.sleep(for: Self.interval)
        }
    }

    // MARK: - Marker

    private func check(_ shard: Int) async throws {
        let found = try await markers[shard].read()
        let expected = try await store.redisState(shard: shard)
        if let expected, found == expected.marker {
            try await advance(shard, expected)
            return
        }
        if let expected {
            logger.error(
                "Redis has lost its data; putting back everything unfinished",
                metadata: ["since": "\(expected.verifiedAt)"]
            )
            try await restoreAll(since: expected.verifiedAt.adding(.zero - Self.overlap))
        }
        let marker = try await markers[shard].establish(ULID.random().description)
        try await store.setRedisState(RedisState(marker: marker, verifiedAt: .now()), shard: shard)
    }

    /// Moves the moment up to which every event has its deliveries: all that was accepted before the oldest entry is done.
    private func advance(_ shard: Int, _ state: RedisState) async throws {
        let oldest = try await intake.oldest(shard: shard)
        let verified = oldest.map { Timestamp(milliseconds: Int64(clamping: $0.milliseconds)) } ?? .now()
        guard verified > state.verifiedAt else { return }
        try await store.setRedisState(RedisState(marker: state.marker, verifiedAt: verified), shard: shard)
    }

    // MARK: - Putting back

    private func restoreOverdue() async throws -> Int {
        let limit = Timestamp.now().adding(.zero - Self.overdueAfter)
        var count = 0
        var last: PendingDelivery?
        while true {
            let page = try await store.pendingOverdue(before: limit, after: last, limit: Self.page)
            count += try await schedule.restore(page.map(\.scheduled))
            last = page.last
            if page.count < Self.page { return count }
        }
    }

    /// Puts every unfinished delivery back that the schedule lacks.
    private func restorePending() async throws -> Int {
        var count = 0
        var last: ULID?
        while true {
            let page = try await store.allPending(after: last, limit: Self.page)
            count += try await schedule.restore(page.map(\.scheduled))
            last = page.last?.id
            if page.count < Self.page { return count }
        }
    }

    /// Events that lack deliveries go through the intake again: there they are known, and get what they lack.
    private func restoreAll(since: Timestamp) async throws {
        let deliveries = try await restorePending()
        var events = 0
        var start = since
        var limit = Self.page
        while true {
            let page = try await store.eventsWithoutDeliveries(
                acknowledgedBetween: start,
                and: .now(),
                limit: limit
            )
            try await intake.append(page.map { IntakeEntry.event($0.envelope).encoded() })
            events += page.count
            guard page.count == limit, let last = page.last?.envelope.acceptedAt else { break }
            // A page of one moment only would come again for ever.
            if last == start { limit *= 2 }
            start = last
        }
        logger.notice("put back", metadata: ["deliveries": "\(deliveries)", "events": "\(events)"])
    }
}

extension PendingDelivery {
    fileprivate var scheduled: Queue.ScheduledDelivery {
        Queue.ScheduledDelivery(delivery: id, endpoint: endpoint, due: dueAt)
    }
}
