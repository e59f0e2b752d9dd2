internal import Redis
internal import TestSupport
internal import Testing

@Suite("Access to Redis", .timeLimit(.minutes(1)))
struct RedisAccessTests {
    private static let users = [
        "--requirepass", "master key", "--user", "app", "on", ">s3cret/@", "~*", "&*", "+@all", "--user", "guest", "on",
        "nopass", "~*", "+ping", "+get",
    ]

    private func ping(_ url: String) async throws -> RedisError? {
        try await TestRedis.withClient(of: url) { redis in
            do {
                try await redis.ping()
                return nil
            } catch let error as RedisError {
                return error
            }
        }
    }

    @Test("by password, by user and password, and by a user without one")
    func credentials() async throws {
        try await RedisServerProcess.with(Self.users) { (server) async throws in
            let address = "127.0.0.1:\(server.port)"
            #expect(try await ping("redis://:master%20key@\(address)") == nil)
            #expect(try await ping("redis://app:s3cret%2F%40@\(address)") == nil)
            #expect(try await ping("redis://guest@\(address)") == nil)
        }
    }

    @Test(
        "is refused at once when the password is missing or wrong",
        arguments: ["", ":wrong@", "app:wrong@", "nobody:x@"]
    )
    func wrongCredentials(credentials: String) async throws {
        try await RedisServerProcess.with(Self.users) { server in
            let start = ContinuousClock.now
            let error = try #require(try await ping("redis://\(credentials)127.0.0.1:\(server.port)"))
            #expect(error.code == .authentication)
            #expect(!error.isRetryable)
            #expect(!error.message.contains("wrong@"))
            #expect(start.duration(to: .now) < .seconds(4))
        }
    }

    @Test("says what a user may not do")
    func permissions() async throws {
        try await RedisServerProcess.with(Self.users) { server in
            try await TestRedis.withClient(of: "redis://guest@127.0.0.1:\(server.port)") { redis in
                #expect(try await redis.send(RedisCommand("GET", "k")).isNull)
                let error = try await TestRedis.failure { _ = try await redis.send(RedisCommand("SET", "k", "v")) }
                #expect(error.code == .permissionDenied)
            }
        }
    }

    @Test("selects the database on every connection")
    func databases() async throws {
        try await RedisServerProcess.with { server in
            try await TestRedis.withClient(of: server.url + "/3", connections: 3) { third in
                for number in 0..<9 { _ = try await third.send(RedisCommand("SET", .text("k\(number)"), "v")) }
                try await server.restart()
                try await eventually("Redis answers again") {
                    for _ in 0..<3 { try await third.ping() }
                    return true
                }
                for _ in 0..<9 { #expect(try await third.send(RedisCommand("DBSIZE")) == .integer(9)) }
                let dedicated = try await third.dedicated()
                #expect(try await dedicated.send(RedisCommand("DBSIZE")) == .integer(9))
                await dedicated.close()
            }
            try await TestRedis.withClient(of: server.url) { zeroth in
                let count = try await zeroth.send(RedisCommand("DBSIZE"))
                #expect(count == .integer(0))
            }
        }
    }

    @Test("tells a database that does not exist")
    func missingDatabase() async throws {
        try await RedisServerProcess.with { server in
            var settings = RedisSettings()
            settings.timeout = .milliseconds(300)
            try await TestRedis.withClient(of: server.url + "/99", settings: settings) { redis in
                let error = try await TestRedis.failure { try await redis.ping() }
                #expect(error.message.contains("DB index is out of range"))
            }
        }
    }

    @Test("through a Unix socket")
    func unixSocket() async throws {
        try await RedisServerProcess.with { server in
            try await TestRedis.withClient(of: "unix://\(server.socketPath)?db=2") { redis in
                _ = try await redis.send(RedisCommand("SET", "k", "v"))
            }
            try await TestRedis.withClient(of: server.url + "/2") { redis in
                let value = try await redis.send(RedisCommand("GET", "k"))
                #expect(value.text == "v")
                let clients = try await redis.send(RedisCommand("CLIENT", "LIST"))
                #expect(clients.text?.contains("name=longshore") == true)
            }
        }
    }
}
