import Domain
import HTTP
import Reactor
import Testing

@Suite("Exchanges", .timeLimit(.minutes(1)))
struct ExchangeTests {
    @Test("sends exactly the given headers and bytes, and nothing of its own but framing")
    func exactRequest() async throws {
        try await TestServer.running { server in
            try await withClient { client, _ in
                let request = HTTPRequest(
                    url: "\(server.url)/hooks?a=b",
                    headers: [
                        Header(name: "content-type", value: "application/json"),
                        Header(name: "webhook-id", value: "msg_1"), Header(name: "x-empty", value: ""),
                        Header(name: "x-text", value: "größer: \t; \"a\""),
                    ],
                    body: Bytes(#"{"a": 9007199254740993}"#.utf8)
                )
                let response = try await client.send(request).response()
                #expect(response.status == 200)
                #expect(response.body == Array("ok".utf8))
                #expect(response.version == .http11)
                #expect(response.address == "127.0.0.1:\(server.port)")
                #expect(!response.isTruncated)
                #expect(response.timings.total > 0)
                #expect(response.timings.firstByte > 0)
                let received = try #require(server.requests.first)
                #expect(
                    received.lines == [
                        "POST /hooks?a=b HTTP/1.1", "Host: 127.0.0.1:\(server.port)", "content-type: application/json",
                        "webhook-id: msg_1", "x-empty: ", "x-text: größer: \t; \"a\"", "Content-Length: 23",
                    ]
                )
                #expect(received.body == Array(#"{"a": 9007199254740993}"#.utf8))
            }
        }
    }

    @Test("adds no content type of its own, and sends an empty body as such")
    func emptyBody() async throws {
        try await TestServer.running { server in
            try await withClient { client, _ in
                _ = try await client.send(HTTPRequest(url: server.url)).response()
                #expect(
                    server.requests.first?.lines
                        == ["POST / HTTP/1.1", "Host: 127.0.0.1:\(server.port)", "Content-Length: 0"]
                )
            }
        }
    }

    @Test("sends headers without a value, be they alone or not", arguments: [1, 2, 3], ["", " "])
    func emptyHeaders(count: Int, value: String) async throws {
        try await TestServer.running { server in
            try await withClient { client, _ in
                let headers = (0..<count).map { Header(name: "x-\($0)", value: value) }
                _ = try await client.send(HTTPRequest(url: server.url, headers: headers)).response()
                let lines = server.requests.first?.lines ?? []
                for header in headers {
                    #expect(
                        lines.count { $0.split(separator: ":").first.map(String.init) == header.name } == 1,
                        "\(lines)"
                    )
                }
                #expect(lines.count == 3 + count, "\(lines)")
            }
        }
    }

    @Test("changes method, body and headers from one request to the next on the same handle")
    func methods() async throws {
        try await TestServer.running { server in
            try await withClient { client, _ in
                for method in ["POST", "GET", "PUT", "POST", "DELETE", "GET", "PATCH", "POST"] {
                    let body = method == "GET" ? [] : Bytes(method.utf8)
                    let header = Header(name: "x-method", value: method)
                    let request = HTTPRequest(
                        method: method,
                        url: "\(server.url)/\(method)",
                        headers: [header],
                        body: body
                    )
                    let status = try await client.send(request).response().status
                    #expect(status == 200)
                    let received = try #require(server.requests.last)
                    #expect(received.lines.first == "\(method) /\(method) HTTP/1.1")
                    #expect(received.lines.contains("x-method: \(method)"))
                    #expect(received.body == Array(body))
                    #expect(received.lines.contains { $0.hasPrefix("Content-Length") } == (method != "GET"))
                }
                #expect(server.connections == 1)
            }
        }
    }

    @Test(
        "sends bodies of every size unharmed",
        arguments: [1, 1_000, 65_535, 65_536, 65_537, 1_000_000, 5_000_000]
    )
    func bodySizes(size: Int) async throws {
        try await TestServer.running { server in
            try await withClient { client, _ in
                let padded = (0..<(size + 7)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
                for _ in 0..<2 {
                    let request = HTTPRequest(url: server.url, body: padded[7...])
                    let status = try await client.send(request).response().status
                    #expect(status == 200)
                    #expect(server.requests.last?.body == Array(padded[7...]))
                }
                let status = try await client.send(HTTPRequest(url: server.url, body: [1])).response().status
                #expect(status == 200)
                #expect(server.requests.last?.body == [1])
                #expect(server.requests.allSatisfy { !$0.head.lowercased().contains("expect") })
            }
        }
    }

    @Test("gives the headers of the answer in their order")
    func responseHeaders() async throws {
        let script: @Sendable (TestServer.Request) -> TestServer.Answer = { _ in
            .send(
                "HTTP/1.1 100 Continue\r\nx-early: no\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 0\r\nX-A:  1 \r\n"
                    + "x-b:\r\nX-A: two: parts\r\n\r\n"
            )
        }
        try await TestServer.running(script) { server in
            try await withClient { client, _ in
                let response = try await client.send(HTTPRequest(url: server.url)).response()
                #expect(response.status == 201)
                #expect(
                    response.headers == [
                        Header(name: "Content-Length", value: "0"), Header(name: "X-A", value: "1"),
                        Header(name: "x-b", value: ""), Header(name: "X-A", value: "two: parts"),
                    ]
                )
            }
        }
    }

    @Test("does not follow redirects", arguments: [301, 302, 303, 307, 308])
    func redirects(status: Int) async throws {
        let script: @Sendable (TestServer.Request) -> TestServer.Answer = { _ in
            .status(status, headers: "Location: /elsewhere\r\n")
        }
        try await TestServer.running(script) { server in
            try await withClient { client, _ in
                let response = try await client.send(HTTPRequest(url: server.url)).response()
                #expect(response.status == status)
                #expect(response.headers.firstValue(named: "location") == "/elsewhere")
                #expect(server.requests.count == 1)
            }
        }
    }

    @Test("keeps the connection: many requests one after the other use one")
    func keepAlive() async throws {
        try await TestServer.running { server in
            try await withClient { client, _ in
                for _ in 0..<100 { _ = try await client.send(HTTPRequest(url: server.url, body: [1])).response() }
                #expect(server.connections == 1)
                #expect(server.requests.count == 100)
            }
        }
    }

    @Test("opens no more connections to one origin than it may")
    func connectionLimit() async throws {
        var configuration = permissive
        configuration.maximumRequestsPerOrigin = 5
        try await TestServer.running { server in
            try await withClient(configuration) { client, _ in
                try await withThrowingTaskGroup { group in
                    for _ in 0..<500 {
                        group.addTask {
                            let response = try await client.send(HTTPRequest(url: server.url)).response()
                            #expect(response.status == 200)
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(server.requests.count == 500)
                #expect((1...5).contains(server.connections))
            }
        }
    }

    @Test("a completion on the reactor's thread may start the next request at once")
    func chained() async throws {
        try await TestServer.running { server in
            try await withClient { client, reactor in
                let statuses = Recorder<Int>()
                let url = server.url
                @Sendable func next() {
                    client.start(HTTPRequest(url: url)) { result in
                        statuses.append((try? result.get())?.status ?? 0)
                        if !reactor.isCurrent { Issue.record("not on the reactor") }
                        if statuses.values.count < 200 { next() }
                    }
                }
                next()
                try await until { statuses.values.count >= 200 }
                #expect(statuses.values.allSatisfy { $0 == 200 })
                #expect(server.connections == 1)
            }
        }
    }

    @Test("a server that closes idle connections costs no request")
    func idleConnectionClosed() async throws {
        let script: @Sendable (TestServer.Request) -> TestServer.Answer = { _ in
            .sendAndClose("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        try await TestServer.running(script) { server in
            try await withClient { client, _ in
                for count in 1...50 {
                    let status = try await client.send(HTTPRequest(url: server.url, body: [7])).response().status
                    #expect(status == 200)
                    try await until { server.openConnections == 0 }
                    #expect(server.connections == count)
                }
            }
        }
    }
}
