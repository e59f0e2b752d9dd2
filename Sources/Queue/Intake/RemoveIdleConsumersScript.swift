internal import Redis

/// Removes consumers without pending entries; one script, because a consumer that takes entries between the look and
/// the removal would lose them.
enum RemoveIdleConsumersScript {
    /// `ARGV[1]` is the group, `ARGV[2]` the milliseconds of silence. Answers how many were removed.
    ///
    /// Redis before 7 wants to be told that a script which reads times is replicated by its effects.
    static let script = RedisScript(
        name: "intake.remove-idle-consumers",
        source: """
            if redis.replicate_commands then redis.replicate_commands() end
            if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
            local consumers = redis.pcall('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])
            if consumers.err then return 0 end
            local removed = 0
            for _, fields in ipairs(consumers) do
                local consumer = {}
                for i = 1, #fields, 2 do consumer[fields[i]] = fields[i + 1] end
                if consumer.pending == 0 and consumer.idle >= tonumber(ARGV[2]) then
                    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], consumer.name)
                    removed = removed + 1
                end
            end
            return removed
            """
    )
}
