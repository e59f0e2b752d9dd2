internal import Testing

@testable internal import Redis

@Suite("Redis URLs")
struct RedisEndpointTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let url: String
        var host = ""
        var port = 6379
        var path: String?
        var user: String?
        var password: String?
        var database = 0
        let redacted: String

        var testDescription: String { url }
    }

    @Test(
        "name address, user and database",
        arguments: [
            Case(url: "redis://localhost", host: "localhost", redacted: "redis://localhost:6379"),
            Case(url: "REDIS://10.0.0.1:7000/", host: "10.0.0.1", port: 7000, redacted: "redis://10.0.0.1:7000"),
            Case(url: "redis://h/3", host: "h", database: 3, redacted: "redis://h:6379/3"),
            Case(url: "redis://h?db=4", host: "h", database: 4, redacted: "redis://h:6379/4"),
            Case(url: "redis://:pa@h", host: "h", password: "pa", redacted: "redis://:***@h:6379"),
            Case(
                url: "redis://u:p%40%2Fx@h:1/2",
                host: "h",
                port: 1,
                user: "u",
                password: "p@/x",
                database: 2,
                redacted: "redis://u:***@h:1/2"
            ),
            Case(url: "redis://u:p@ss@h", host: "h", user: "u", password: "p@ss", redacted: "redis://u:***@h:6379"),
            Case(url: "redis://u@h", host: "h", user: "u", redacted: "redis://u@h:6379"),
            Case(url: "redis://[::1]:99", host: "::1", port: 99, redacted: "redis://[::1]:99"),
            Case(url: "redis://[fe80::1]", host: "fe80::1", redacted: "redis://[fe80::1]:6379"),
            Case(url: "unix:///run/redis.sock", path: "/run/redis.sock", redacted: "unix:///run/redis.sock"),
            Case(
                url: "unix://u:p@/a%20b?db=1",
                path: "/a b",
                user: "u",
                password: "p",
                database: 1,
                redacted: "unix://u:***@/a b?db=1"
            ),
        ]
    )
    func valid(_ expected: Case) throws {
        let endpoint = try RedisEndpoint(url: expected.url)
        if let path = expected.path {
            #expect(endpoint.address == .unix(path: path))
        } else {
            #expect(endpoint.address == .tcp(host: expected.host, port: expected.port))
        }
        #expect(endpoint.user == expected.user)
        #expect(endpoint.password == expected.password)
        #expect(endpoint.database == expected.database)
        #expect(endpoint.redacted == expected.redacted)
        #expect("\(endpoint)" == expected.redacted)
    }

    @Test(
        "that name nothing are refused without quoting the password",
        arguments: [
            "", "localhost:6379", "http://h", "redis://", "redis://:hidden@", "redis://h:0", "redis://h:65536",
            "redis://h:x",
            "redis://h/x", "redis://h/-1", "redis://u:hidden%zz@h", "redis://u:hidden%4@h", "redis://u:hidden%+1@h",
            "redis://u:hidden%ff@h", "redis://u:hidden%00@h", "redis://[::1", "redis://[::1]x", "redis://h?tls=1",
            "unix://relative",
            "unix:///", "rediss://u:hidden@h",
        ]
    )
    func invalid(url: String) {
        let error = #expect(throws: RedisError.self) { try RedisEndpoint(url: url) }
        #expect(error?.code == .invalidURL)
        #expect(error?.message.contains("hidden") == false)
    }

    @Test("with TLS are refused with what to do instead")
    func tls() {
        let error = #expect(throws: RedisError.self) { try RedisEndpoint(url: "rediss://h") }
        #expect(error?.message.contains("TLS") == true)
    }

    @Test("never trap, whatever the text")
    func fuzz() {
        var generator = SplitMix(state: 3)
        let alphabet = Array("redis://unix:@[]%/?=&db09a é\u{0}")
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 0...24, using: &generator)).map { _ in
                alphabet[Int.random(in: alphabet.indices, using: &generator)]
            }
            _ = try? RedisEndpoint(url: (Bool.random(using: &generator) ? "redis://" : "") + String(text))
        }
    }
}
