public import Domain
internal import Redis

extension DeliverySchedule {
    /// Names endpoints that have something due, the one that waits longest first.
    ///
    /// `offset` skips as many, for a worker that cannot serve the first ones at the moment.
    public func dueEndpoints(now: Timestamp, limit: Int, offset: Int = 0) async throws -> [DueEndpoint] {
        guard limit > 0, offset >= 0 else { return [] }
        // Each shard may hold all of the first `offset + limit`.
        let isSingle = shards.count == 1
        let commands = shards.map { keys in
            RedisCommand(
                "ZRANGEBYSCORE",
                .text(keys.endpoints),
                "-inf",
                .integer(now.floorMilliseconds),
                "WITHSCORES",
                "LIMIT",
                .integer(Int64(isSingle ? offset : 0)),
                .integer(Int64(isSingle ? limit : offset + limit))
            )
        }
        var found: [DueEndpoint] = []
        for reply in try await redis.pipeline(commands) {
            let elements = try reply.requireElements()
            for index in stride(from: 0, to: elements.count - 1, by: 2) {
                found.append(
                    DueEndpoint(
                        endpoint: try QueueReply.ulid(elements[index]),
                        earliest: try QueueReply.score(elements[index + 1])
                    )
                )
            }
        }
        if isSingle { return found }
        found.sort { $0.earliest < $1.earliest }
        return Array(found.dropFirst(offset).prefix(limit))
    }

    /// Tells when the next delivery of any endpoint falls due, or nil when nothing is scheduled.
    public func earliestDue() async throws -> Timestamp? {
        let commands = shards.map { RedisCommand("ZRANGE", .text($0.endpoints), "0", "0", "WITHSCORES") }
        return try await redis.pipeline(commands)
            .compactMap { try $0.requireElements().dropFirst().first }
            .map { try QueueReply.score($0) }
            .min()
    }

    /// Counts the deliveries of an endpoint, claimed ones included.
    public func count(_ endpoint: ULID) async throws -> Int {
        let reply = try await redis.send(RedisCommand("ZCARD", .text(keys(of: endpoint).due(endpoint))))
        return Int(try reply.requireInteger())
    }

    /// Counts the deliveries of all endpoints, claimed ones included; approximate while others change the schedule.
    public func total() async throws -> Int {
        var total = 0
        for keys in shards {
            var cursor = "0"
            repeat {
                let page = try await redis.send(
                    RedisCommand("ZSCAN", .text(keys.endpoints), .text(cursor), "COUNT", "500")
                ).requireElements()
                guard page.count == 2, let next = page[0].text else {
                    throw QueueReply.unexpected("a page of ZSCAN", .array(page))
                }
                let members = try page[1].requireElements()
                let counts = stride(from: 0, to: members.count, by: 2).compactMap { members[$0].text }
                    .map { RedisCommand("ZCARD", .text(keys.due($0))) }
                for reply in try await redis.pipeline(counts) { total += Int(try reply.requireInteger()) }
                cursor = next
            } while cursor != "0"
        }
        return total
    }
}
