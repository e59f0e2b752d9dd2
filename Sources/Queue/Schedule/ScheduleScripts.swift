internal import Redis

/// What the scripts of the schedule have in common.
///
/// `KEYS[1]` is the due set of one endpoint, `KEYS[2]` the index of endpoints, `ARGV[1]` the endpoint. Scores are
/// handed on as the strings that Redis answered, so that no number goes through Lua.
enum ScheduleScripts {
    /// Makes the index tell the endpoint's earliest score, and drops the endpoint when its set is empty.
    static let indexFix = """
        local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
        if first[1] then
            redis.call('ZADD', KEYS[2], first[2], ARGV[1])
        else
            redis.call('ZREM', KEYS[2], ARGV[1])
        end

        """

    /// Members per call: Lua's `unpack` is limited to about 8,000 values, and a script holds up everybody else.
    static let chunk = 500
}
