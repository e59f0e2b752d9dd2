internal import Redis

extension ScheduleScripts {
    /// `ARGV[2…]` are the members to take out. Answers how many were there.
    static let complete = RedisScript(
        name: "schedule.complete",
        source: """
            local removed = redis.call('ZREM', KEYS[1], unpack(ARGV, 2))
            \(indexFix)return removed
            """
    )
}
