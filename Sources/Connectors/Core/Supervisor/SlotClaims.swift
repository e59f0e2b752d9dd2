public import Domain

/// Leases on the workers of a source: over the whole pool each has at most one owner.
public protocol SlotClaims: Sendable {
    /// Takes a slot that is free, or extends the lease of one that is the owner's already.
    ///
    /// - Returns: whether the slot is the owner's now.
    func acquire(source: ULID, slot: Int, owner: String, ttl: Duration) async throws -> Bool

    /// Extends a lease.
    ///
    /// - Returns: false when it has ended or another owner has the slot: the consumer must stop.
    func renew(source: ULID, slot: Int, owner: String, ttl: Duration) async throws -> Bool

    /// Gives a slot back, unless another owner has it.
    @discardableResult
    func release(source: ULID, slot: Int, owner: String) async throws -> Bool

    /// Says that a process takes part for the time given.
    ///
    /// - Returns: how many processes take part that would take the same slots, this one among them.
    func join(owner: String, ttl: Duration) async throws -> Int

    /// Says that a process takes part no more.
    func leave(owner: String) async throws
}

/// Claims of a pool of one: every slot is free, always.
public struct SoleOwnerClaims: SlotClaims {
    /// Makes the claims.
    public init() {}

    /// Succeeds.
    public func acquire(source: ULID, slot: Int, owner: String, ttl: Duration) async throws -> Bool { true }

    /// Succeeds.
    public func renew(source: ULID, slot: Int, owner: String, ttl: Duration) async throws -> Bool { true }

    /// Succeeds.
    public func release(source: ULID, slot: Int, owner: String) async throws -> Bool { true }

    /// There is nobody else.
    public func join(owner: String, ttl: Duration) async throws -> Int { 1 }

    /// Nobody is left.
    public func leave(owner: String) async throws {}
}
