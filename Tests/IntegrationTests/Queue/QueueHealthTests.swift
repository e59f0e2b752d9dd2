internal import Queue
internal import Redis
internal import TestSupport
internal import Testing

@Suite("Health of the queue's Redis", .timeLimit(.minutes(1)))
struct QueueHealthTests {
    @Test("a server that evicts and writes no file is found out")
    func badSettings() async throws {
        try await RedisServerProcess.with(["--appendonly", "no", "--maxmemory-policy", "allkeys-lru"]) { server in
            try await TestRedis.withClient(of: server.url) { redis in
                let problems = try await RedisPreflight.problems(redis)
                #expect(problems.count == 2)
                #expect(problems.allSatisfy { $0.isFatal })
            }
        }
    }

    @Test("a good server passes, also for a user without CONFIG")
    func goodSettings() async throws {
        let user = ["--user", "app", "on", ">pw", "~*", "+@all", "-config"]
        try await RedisServerProcess.with(user) { server in
            try await TestRedis.withClient(of: "redis://app:pw@127.0.0.1:\(server.port)") { redis in
                let problems = try await RedisPreflight.problems(redis)
                #expect(problems.isEmpty)
            }
        }
    }

    @Test("a user without INFO is told that nothing could be checked")
    func denied() async throws {
        let user = ["--user", "app", "on", ">pw", "~*", "+@all", "-info"]
        try await RedisServerProcess.with(user) { server in
            try await TestRedis.withClient(of: "redis://app:pw@127.0.0.1:\(server.port)") { redis in
                let problems = try await RedisPreflight.problems(redis)
                #expect(problems.map(\.isFatal) == [false])
                #expect(problems[0].text.contains("could not check"))
            }
        }
    }

    @Test("the marker is set once, and gone with the data")
    func marker() async throws {
        try await TestRedis.withClient { redis, prefix in
            let marker = LossMarker(redis: redis, prefix: prefix)
            #expect(try await marker.read() == nil)
            #expect(try await marker.establish("first") == "first")
            #expect(try await marker.establish("second") == "first")
            #expect(try await marker.read() == "first")
            _ = try await redis.send(RedisCommand("DEL", .text(QueueKeys(shard: 0, prefix: prefix).marker)))
            #expect(try await marker.read() == nil)
            #expect(try await LossMarker(redis: redis, shard: 1, prefix: prefix).read() == nil)
        }
    }
}
