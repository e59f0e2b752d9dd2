internal import Redis

extension ScheduleScripts {
    /// `ARGV[2]` says which members may change: `ALL`, `NX` (only missing ones) or `XX` (only present ones);
    /// `ARGV[3…]` are pairs of score and member. Answers how many were added.
    static let add = RedisScript(
        name: "schedule.add",
        source: """
            local added
            if ARGV[2] == 'ALL' then
                added = redis.call('ZADD', KEYS[1], unpack(ARGV, 3))
            else
                added = redis.call('ZADD', KEYS[1], ARGV[2], unpack(ARGV, 3))
            end
            \(indexFix)return added
            """
    )
}
