internal import Redis

extension ScheduleScripts {
    /// Takes an endpoint out with everything it has. Answers how many deliveries that were.
    static let remove = RedisScript(
        name: "schedule.remove",
        source: """
            local count = redis.call('ZCARD', KEYS[1])
            redis.call('UNLINK', KEYS[1])
            redis.call('ZREM', KEYS[2], ARGV[1])
            return count
            """
    )
}
