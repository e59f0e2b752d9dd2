internal import Redis

/// What `XPENDING` tells about one entry.
struct PendingEntry {
    let id: StreamID
    /// Since it was last handed out.
    let idle: Duration
    let deliveryCount: Int

    /// Reads `[id, consumer, idle, count]`.
    init(_ value: RedisValue) throws {
        let parts = try value.requireElements()
        guard parts.count == 4 else { throw QueueReply.unexpected("a pending entry of four parts", value) }
        id = try QueueReply.streamID(parts[0])
        idle = .milliseconds(try parts[2].requireInteger())
        deliveryCount = Int(try parts[3].requireInteger())
    }
}
