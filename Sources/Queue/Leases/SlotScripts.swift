internal import Redis

/// The scripts of slot leases: `KEYS[1]` is the slot, `ARGV[1]` the owner, `ARGV[2]` the lease in milliseconds.
enum SlotScripts {
    /// Takes a free slot or extends one's own.
    static let acquire = RedisScript(
        name: "slot.acquire",
        source: """
            if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
            redis.call('PEXPIRE', KEYS[1], ARGV[2])
            return 1
            """
    )

    /// Extends one's own slot.
    static let renew = RedisScript(
        name: "slot.renew",
        source: """
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
            return redis.call('PEXPIRE', KEYS[1], ARGV[2])
            """
    )

    /// Frees one's own slot.
    static let release = RedisScript(
        name: "slot.release",
        source: """
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
            return redis.call('DEL', KEYS[1])
            """
    )
}
