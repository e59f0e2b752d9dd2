public import Domain
public import Redis

/// Leases that make sure of N consumers per source over the whole pool: each slot has at most one owner.
///
/// A lease ends by itself when its owner does not renew it; time is Redis' own, so the clocks of processes do not
/// matter.
public final class SlotLeases: Sendable {
    private let redis: RedisClient
    private let keys: QueueKeys

    /// Keeps the leases under the given prefix.
    public init(redis: RedisClient, prefix: String = QueueKeys.defaultPrefix) {
        self.redis = redis
        keys = QueueKeys(shard: 0, prefix: prefix)
    }

    /// Takes a slot that is free, or extends the lease when it is the owner's already.
    ///
    /// - Returns: whether the slot is the owner's now.
    public func acquire(source: ULID, slot: Int, owner: String, ttl: Duration) async throws -> Bool {
        try await run(SlotScripts.acquire, source, slot, [.text(owner), .integer(max(1, ttl.wholeMilliseconds))])
    }

    /// Extends the lease of a slot that is still the owner's.
    ///
    /// - Returns: false when the lease has ended or another owner has the slot: the consumer must stop.
    public func renew(source: ULID, slot: Int, owner: String, ttl: Duration) async throws -> Bool {
        try await run(SlotScripts.renew, source, slot, [.text(owner), .integer(max(1, ttl.wholeMilliseconds))])
    }

    /// Gives a slot back, unless another owner has it.
    ///
    /// - Returns: whether it was the owner's.
    @discardableResult
    public func release(source: ULID, slot: Int, owner: String) async throws -> Bool {
        try await run(SlotScripts.release, source, slot, [.text(owner)])
    }

    /// Tells who owns each of the slots `0..<slots`; nil where nobody does.
    public func owners(source: ULID, slots: Int) async throws -> [String?] {
        guard slots > 0 else { return [] }
        let names = (0..<slots).map { RedisArgument.text(keys.slot(source, $0)) }
        return try await redis.send(RedisCommand(["MGET"] + names)).requireElements().map(\.text)
    }

    private func run(
        _ script: RedisScript,
        _ source: ULID,
        _ slot: Int,
        _ arguments: [RedisArgument]
    ) async throws -> Bool {
        let command = RedisCommand.script(script, keys: [keys.slot(source, slot)], arguments: arguments)
        return try await redis.send(command).requireInteger() == 1
    }
}
