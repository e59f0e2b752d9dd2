internal import Redis
internal import TestSupport
internal import Testing

@Suite("Redis client", .timeLimit(.minutes(1)))
struct RedisClientTests {
    /// A number out of the text of `INFO`.
    private func statistic(_ name: String, _ redis: RedisClient) async throws -> Int {
        let text = try await redis.send(RedisCommand("INFO", "stats")).text ?? ""
        let line = text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("\(name):") }
        return try #require(line.flatMap { Int($0.dropFirst(name.utf8.count + 1)) })
    }

    @Test("answers each of many tasks with its own replies")
    func manyTasks() async throws {
        try await TestRedis.withClient(connections: 2) { redis, prefix in
            try await withThrowingTaskGroup { group in
                for task in 0..<100 {
                    group.addTask {
                        for round in 0..<50 {
                            let text = "\(task)/\(round)"
                            let replies = try await redis.pipeline([
                                RedisCommand("ECHO", .text(text)), RedisCommand("INCR", .text("\(prefix):\(task)")),
                                RedisCommand("ECHO", .text(text + "!")),
                            ])
                            #expect(replies.map(\.text) == [text, "\(round + 1)", text + "!"])
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("sends the commands of many tasks together")
    func coalescing() async throws {
        try await RedisServerProcess.with { server in
            try await TestRedis.withClient(of: server.url) { redis in
                let before = try await statistic("total_reads_processed", redis)
                try await withThrowingTaskGroup { group in
                    for _ in 0..<2_000 { group.addTask { try await redis.ping() } }
                    try await group.waitForAll()
                }
                let reads = try await statistic("total_reads_processed", redis) - before
                #expect(reads < 1_000, "2000 commands took \(reads) reads")
            }
        }
    }

    @Test("keeps errors apart from the replies around them")
    func errors() async throws {
        try await TestRedis.withClient { redis, prefix in
            let key = RedisArgument.text("\(prefix):k")
            let replies = try await redis.pipeline([
                RedisCommand("SET", key, "text"), RedisCommand("INCR", key), RedisCommand("LPUSH", key, "x"),
                RedisCommand("GET", key), RedisCommand("NOSUCHCOMMAND", "payload"),
            ])
            #expect(replies[0] == .status("OK"))
            #expect(replies[1].failure?.code == .server)
            #expect(replies[2].failure?.code == .wrongType)
            #expect(replies[3].text == "text")
            #expect(replies[4].failure?.message.contains("payload") == false)
            let error = try await TestRedis.failure { _ = try await redis.send(RedisCommand("LPUSH", key, "x")) }
            #expect(error.isReply && !error.isRetryable)
        }
    }

    @Test("carries any bytes, and many of them, both ways at once")
    func largeValues() async throws {
        try await TestRedis.withClient { redis, prefix in
            let payload = (0..<4_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try await withThrowingTaskGroup { group in
                for task in 0..<6 {
                    group.addTask {
                        let key = RedisArgument.text("\(prefix):\(task)")
                        let replies = try await redis.pipeline([
                            RedisCommand("SET", key, .bytes(payload[...])), RedisCommand("GET", key),
                        ])
                        #expect(replies[1] == .bytes(payload))
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("lets tasks wait for room and serves all of them")
    func credit() async throws {
        var settings = RedisSettings()
        settings.commandsInFlight = 5
        settings.bytesInFlight = 300
        try await TestRedis.withClient(settings: settings) { redis, prefix in
            try await withThrowingTaskGroup { group in
                for task in 0..<500 {
                    group.addTask {
                        let text = String(repeating: "x", count: task)
                        let echoed = try await redis.send(RedisCommand("ECHO", .text(text)))
                        #expect(echoed.text == text)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("keeps the order of replies when tasks are cancelled")
    func cancellation() async throws {
        try await TestRedis.withClient { redis, prefix in
            try await withThrowingTaskGroup { group in
                for task in 0..<400 {
                    group.addTask {
                        let echo = Task {
                            try await redis.pipeline([RedisCommand("ECHO", .text("\(task)")), RedisCommand("PING")])
                        }
                        if task % 3 == 0 { echo.cancel() }
                        do {
                            let replies = try await echo.value
                            #expect(replies.map(\.text) == ["\(task)", "PONG"])
                        } catch is CancellationError {
                            #expect(task % 3 == 0)
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await redis.send(RedisCommand("ECHO", "still")).text == "still")
        }
    }

    @Test("a task that is cancelled while its command is blocked ends at once")
    func cancelledInFlight() async throws {
        try await TestRedis.withClient { redis, prefix in
            let connection = try await redis.dedicated()
            let pop = Task {
                try await connection.send(RedisCommand("BLPOP", .text("\(prefix):list"), "0"), within: .seconds(60))
            }
            let echo = Task { try await connection.send(RedisCommand("ECHO", "behind")).text }
            try await eventually("the connection is blocked") {
                let clients = try await redis.send(RedisCommand("CLIENT", "LIST")).text ?? ""
                return clients.contains("cmd=blpop")
            }
            pop.cancel()
            await #expect(throws: CancellationError.self) { _ = try await pop.value }
            _ = try await redis.send(RedisCommand("LPUSH", .text("\(prefix):list"), "late"))
            #expect(try await echo.value == "behind")
            await connection.close()
        }
    }

    @Test("runs a script that the server does not know, knows, and has forgotten")
    func scripts() async throws {
        try await TestRedis.withClient { redis, prefix in
            let script = RedisScript(
                name: "sum-\(prefix)",
                source: "return redis.call('INCRBY', KEYS[1], ARGV[1]) -- \(prefix)"
            )
            for expected in 1...3 as ClosedRange<Int64> {
                let sum = try await redis.run(script: script, keys: ["\(prefix):n"], arguments: [.integer(1)])
                #expect(sum == .integer(expected))
            }
            _ = try await redis.send(RedisCommand("SCRIPT", "FLUSH"))
            let command = RedisCommand.script(script, keys: ["\(prefix):n"], arguments: [.integer(10)])
            let replies = try await redis.pipeline([
                RedisCommand("ECHO", "a"), command, command, RedisCommand("ECHO", "b"),
            ])
            #expect(replies.map(\.text) == ["a", "13", "23", "b"])
        }
    }
}
