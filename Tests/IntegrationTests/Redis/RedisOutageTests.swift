internal import Redis
internal import TestSupport
internal import Testing

@Suite("Redis outages", .timeLimit(.minutes(1)))
struct RedisOutageTests {
    private func settings(timeout: Duration) -> RedisSettings {
        var settings = RedisSettings()
        settings.timeout = timeout
        settings.connectTimeout = .seconds(1)
        return settings
    }

    private func isBlocked(_ redis: RedisClient) async throws -> Bool {
        (try await redis.send(RedisCommand("CLIENT", "LIST")).text ?? "").contains("cmd=blpop")
    }

    @Test("commands in flight fail when the connection breaks, and are not sent again")
    func inFlight() async throws {
        try await RedisServerProcess.with { server in
            try await TestRedis.withClient(of: server.url) { redis in
                try await TestRedis.withClient(of: server.url) { observer in
                    let task = Task {
                        try await TestRedis.failure {
                            _ = try await redis.pipeline([
                                RedisCommand("INCR", "count"), RedisCommand("BLPOP", "list", "0"),
                            ])
                        }
                    }
                    try await eventually("the command blocks") { try await isBlocked(observer) }
                    let behind = Task { try await TestRedis.failure { try await redis.ping() } }
                    _ = try await observer.send(RedisCommand("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"))
                    #expect(try await task.value.code == .connectionLost)
                    #expect([.connectionLost, nil].contains(try? await behind.value.code))
                    #expect(try await redis.send(RedisCommand("INCR", "count")) == .integer(2))
                }
            }
        }
    }

    @Test("commands wait for a server that is not there yet")
    func lateServer() async throws {
        try await RedisServerProcess.with(isStarted: false) { server in
            try await TestRedis.withClient(of: server.url, settings: settings(timeout: .seconds(20))) { redis in
                try await withThrowingTaskGroup { group in
                    for number in 0..<20 {
                        group.addTask {
                            let echoed = try await redis.send(RedisCommand("ECHO", .text("\(number)")))
                            #expect(echoed.text == "\(number)")
                        }
                    }
                    try await server.start()
                    try await group.waitForAll()
                }
            }
        }
    }

    @Test("commands that wait too long say where Redis should be and why it cannot be reached")
    func unavailable() async throws {
        try await RedisServerProcess.with(isStarted: false) { server in
            let url = "redis://app:hidden@127.0.0.1:\(server.port)/2"
            try await TestRedis.withClient(of: url, settings: settings(timeout: .seconds(3))) { redis in
                let error = try await TestRedis.failure { try await redis.ping() }
                #expect(error.code == .unavailable)
                #expect(error.isRetryable)
                #expect(error.message.contains("redis://app:***@127.0.0.1:\(server.port)/2"))
                #expect(error.message.contains("Connection refused"))
                #expect(!error.description.contains("hidden"))
                let dedicated = try await TestRedis.failure { _ = try await redis.dedicated() }
                #expect(dedicated.code == .unavailable)
            }
        }
    }

    @Test("a task that waits for a connection can be cancelled")
    func cancelledWaiting() async throws {
        try await RedisServerProcess.with(isStarted: false) { server in
            try await TestRedis.withClient(of: server.url, settings: settings(timeout: .seconds(50))) { redis in
                let task = Task { try await redis.ping() }
                try await Task.sleep(for: .milliseconds(1))
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
            }
        }
    }

    @Test("a name that does not resolve is named")
    func unknownHost() async throws {
        let url = "redis://no-such-host.invalid"
        try await TestRedis.withClient(of: url, settings: settings(timeout: .milliseconds(500))) { redis in
            let error = try await TestRedis.failure { try await redis.ping() }
            #expect(error.code == .unavailable)
            #expect(error.message.contains("no-such-host.invalid"))
        }
    }

    @Test("a server that is killed and comes back is used again, with its data")
    func restart() async throws {
        try await RedisServerProcess.with { server in
            try await TestRedis.withClient(of: server.url, connections: 2) { redis in
                for round in 1...3 as ClosedRange<Int64> {
                    #expect(try await redis.send(RedisCommand("INCR", "kept")) == .integer(round))
                    try await server.restart()
                    // The end of a connection may be noticed by the first command only.
                    try await eventually("Redis answers again") {
                        try await redis.ping()
                        return true
                    }
                }
            }
        }
    }

    @Test("a server that has fallen silent costs a time-out, and its connection is given up")
    func silence() async throws {
        try await RedisServerProcess.with { server in
            try await TestRedis.withClient(of: server.url, settings: settings(timeout: .milliseconds(300))) { redis in
                try await redis.ping()
                server.freeze()
                let error = try await TestRedis.failure { try await redis.ping() }
                #expect(error.code == .timeout)
                // The new connection is accepted by the kernel, but nobody greets.
                let next = try await TestRedis.failure { try await redis.ping() }
                #expect(next.code == .unavailable)
                server.thaw()
                try await eventually("Redis answers again") {
                    try await redis.ping()
                    return true
                }
            }
        }
    }

    @Test("a full memory refuses writes with an error that can be retried, and takes them again")
    func outOfMemory() async throws {
        try await RedisServerProcess.with(["--maxmemory", "3mb", "--maxmemory-policy", "noeviction"]) { server in
            try await TestRedis.withClient(of: server.url) { redis in
                let payload = [UInt8](repeating: 1, count: 500_000)
                let error = try await TestRedis.failure {
                    for number in 0..<20 {
                        _ = try await redis.send(RedisCommand("SET", .text("k\(number)"), .bytes(payload[...])))
                    }
                }
                #expect(error.code == .outOfMemory)
                #expect(error.isRetryable)
                _ = try await redis.send(RedisCommand("FLUSHALL"))
                _ = try await redis.send(RedisCommand("SET", "k", "small"))
            }
        }
    }

    @Test("a server that became a replica is left, and used again once it is a master")
    func failover() async throws {
        try await RedisServerProcess.with { server in
            try await TestRedis.withClient(of: server.url) { redis in
                let id = try await redis.send(RedisCommand("CLIENT", "ID")).requireInteger()
                _ = try await redis.send(RedisCommand("REPLICAOF", "127.0.0.1", "1"))
                let error = try await TestRedis.failure { _ = try await redis.send(RedisCommand("SET", "k", "v")) }
                #expect(error.code == .readOnly)
                #expect(error.isRetryable)
                _ = try await redis.send(RedisCommand("REPLICAOF", "NO", "ONE"))
                #expect(try await redis.send(RedisCommand("SET", "k", "v")) == .status("OK"))
                #expect(try await redis.send(RedisCommand("CLIENT", "ID")).requireInteger() > id)
            }
        }
    }

    @Test("a client that is closed refuses commands, and those that wait end")
    func closed() async throws {
        try await RedisServerProcess.with { server in
            try await TestRedis.withClient(of: server.url) { redis in
                let blocked = Task {
                    try await TestRedis.failure { _ = try await redis.send(RedisCommand("BLPOP", "list", "0")) }
                }
                try await TestRedis.withClient(of: server.url) { observer in
                    try await eventually("the command blocks") { try await isBlocked(observer) }
                }
                await redis.close()
                #expect(try await blocked.value.code == .closed)
                #expect(try await TestRedis.failure { try await redis.ping() }.code == .closed)
            }
        }
    }
}
