internal import Redis

extension ScheduleScripts {
    /// `ARGV[2]` is now, `ARGV[3]` the end of the lease, `ARGV[4]` the limit. Answers the claimed members, earliest
    /// first.
    static let claim = RedisScript(
        name: "schedule.claim",
        source: """
            local claimed = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[2], 'LIMIT', 0, ARGV[4])
            if claimed[1] then
                local leases = {}
                for _, member in ipairs(claimed) do
                    leases[#leases + 1] = ARGV[3]
                    leases[#leases + 1] = member
                end
                redis.call('ZADD', KEYS[1], unpack(leases))
            end
            \(indexFix)return claimed
            """
    )
}
