public import Domain
public import Redis

/// Keeps which delivery is to be attempted when: per endpoint a set ordered by due time, and an index of endpoints.
///
/// Works like a queue with a visibility timeout. Claiming a delivery moves its due time to the end of a lease: when
/// the claimant dies, the delivery falls due by itself. Completing removes it, adding it again moves it (a retry).
/// The index always tells each endpoint's earliest due time, which a lease counts towards, so looking for work costs
/// one read however many endpoints there are. Every change is one script and thus atomic; all times come from the
/// caller, so workers shall have synchronized clocks.
public final class DeliverySchedule: Sendable {
    let redis: RedisClient
    let shards: [QueueKeys]

    /// Keeps the schedule under the given prefix, spread over shards by endpoint.
    public init(redis: RedisClient, shards: Int = 1, prefix: String = QueueKeys.defaultPrefix) {
        precondition(shards > 0, "a schedule needs at least one shard")
        self.redis = redis
        self.shards = (0..<shards).map { QueueKeys(shard: $0, prefix: prefix) }
    }

    /// Schedules deliveries; one that is there already moves to its new time, earlier or later, claimed or not.
    public func add(_ deliveries: [ScheduledDelivery]) async throws {
        try await change(deliveries, mode: "ALL")
    }

    /// Schedules only what is missing, and leaves alone what is there, claimed or not: for the sweep.
    ///
    /// - Returns: how many deliveries were missing.
    @discardableResult
    public func restore(_ deliveries: [ScheduledDelivery]) async throws -> Int {
        try await change(deliveries, mode: "NX")
    }

    /// Claims deliveries that are due, earliest first; they fall due again when the lease ends.
    ///
    /// - Returns: at most `limit` deliveries, and at most 500.
    public func claim(_ endpoint: ULID, limit: Int, lease: Duration, now: Timestamp) async throws -> [ULID] {
        guard limit > 0 else { return [] }
        let until = now.adding(lease)
        let command = script(
            ScheduleScripts.claim,
            endpoint,
            [
                .integer(now.floorMilliseconds),
                .integer(until.ceilingMilliseconds),
                .integer(Int64(min(limit, ScheduleScripts.chunk))),
            ]
        )
        return try await redis.send(command).requireElements().map { try QueueReply.ulid($0) }
    }

    /// Extends the leases of claimed deliveries; what was completed in the meantime stays gone.
    public func extend(_ deliveries: [DeliveryReference], lease: Duration, now: Timestamp) async throws {
        let until = now.adding(lease)
        let moved = deliveries.map {
            ScheduledDelivery(delivery: $0.delivery, endpoint: $0.endpoint, due: until)
        }
        try await change(moved, mode: "XX")
    }

    /// Takes finished deliveries out; one that is not there is no error.
    public func complete(_ deliveries: [DeliveryReference]) async throws {
        var commands: [RedisCommand] = []
        for (endpoint, group) in grouped(deliveries, by: \.endpoint) {
            for part in group.chunks(of: ScheduleScripts.chunk) {
                commands.append(
                    script(ScheduleScripts.complete, endpoint, part.map { .text($0.delivery.description) })
                )
            }
        }
        try await redis.pipeline(commands).throwFirstFailure()
    }

    /// Takes an endpoint out with all its deliveries.
    ///
    /// - Returns: how many deliveries that were.
    @discardableResult
    public func remove(_ endpoint: ULID) async throws -> Int {
        try await Int(redis.send(script(ScheduleScripts.remove, endpoint, [])).requireInteger())
    }

    // MARK: - Commands

    func keys(of endpoint: ULID) -> QueueKeys { shards[Int(endpoint.low % UInt64(shards.count))] }

    @discardableResult
    private func change(_ deliveries: [ScheduledDelivery], mode: RedisArgument) async throws -> Int {
        var commands: [RedisCommand] = []
        for (endpoint, group) in grouped(deliveries, by: \.endpoint) {
            for part in group.chunks(of: ScheduleScripts.chunk) {
                var arguments = [mode]
                for item in part {
                    arguments.append(.integer(item.due.ceilingMilliseconds))
                    arguments.append(.text(item.delivery.description))
                }
                commands.append(script(ScheduleScripts.add, endpoint, arguments))
            }
        }
        return try await redis.pipeline(commands).reduce(into: 0) { $0 += Int(try $1.requireInteger()) }
    }

    private func script(_ script: RedisScript, _ endpoint: ULID, _ arguments: [RedisArgument]) -> RedisCommand {
        let keys = keys(of: endpoint)
        let name = endpoint.description
        return .script(script, keys: [keys.due(name), keys.endpoints], arguments: [.text(name)] + arguments)
    }

    private func grouped<Item>(_ items: [Item], by endpoint: KeyPath<Item, ULID>) -> [ULID: [Item]] {
        Dictionary(grouping: items) { $0[keyPath: endpoint] }
    }
}
