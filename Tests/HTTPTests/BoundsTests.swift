import Domain
import HTTP
import Testing

@Suite("Bounds", .timeLimit(.minutes(1)))
struct BoundsTests {
    @Test(
        "keeps no more of a body than it should, and the connection when the rest is small",
        arguments: [0, 10, 1_000]
    )
    func bodyCap(limit: Int) async throws {
        try await TestServer.running({ _ in .sendBody(count: 1_001) }) { server in
            try await withClient { client, _ in
                for _ in 0..<3 {
                    let request = HTTPRequest(url: server.url, responseLimit: limit)
                    let response = try await client.send(request).response()
                    #expect(response.status == 200)
                    #expect(response.body.count == limit)
                    #expect(response.isTruncated)
                }
                #expect(server.connections == 1)
            }
        }
    }

    @Test("a body as long as the limit is whole")
    func exactlyAtLimit() async throws {
        try await TestServer.running({ _ in .sendBody(count: 1_000) }) { server in
            try await withClient { client, _ in
                let response = try await client.send(HTTPRequest(url: server.url, responseLimit: 1_000)).response()
                #expect(response.body.count == 1_000)
                #expect(!response.isTruncated)
            }
        }
    }

    @Test("cuts off a body without end, and still gives the answer")
    func endlessBody() async throws {
        try await TestServer.running({ _ in .sendForEver }) { server in
            try await withClient { client, _ in
                let response = try await client.send(HTTPRequest(url: server.url, responseLimit: 100)).response()
                #expect(response.status == 200)
                #expect(response.body.count == 100)
                #expect(response.isTruncated)
                try await until { server.openConnections == 0 }
            }
        }
    }

    @Test("keeps a bounded part of a large head")
    func largeHead() async throws {
        let fields = (0..<2_000).map { "x-\($0): \(String(repeating: "v", count: 60))\r\n" }.joined()
        try await TestServer.running({ _ in .status(200, headers: fields) }) { server in
            try await withClient { client, _ in
                let response = try await client.send(HTTPRequest(url: server.url)).response()
                #expect(response.isTruncated)
                #expect(response.headers.count == 256)
            }
        }
    }

    @Test("gives up on a head without end")
    func endlessHead() async throws {
        let field = "x: \(String(repeating: "v", count: 50_000))\r\n"
        let head = String(repeating: field, count: 40)
        try await TestServer.running({ _ in .status(200, headers: head) }) { server in
            try await withClient { client, _ in
                let error = try await client.send(HTTPRequest(url: server.url)).error()
                #expect(error.code == .protocolError)
                #expect(error.message.contains("head is longer"))
            }
        }
    }

    @Test("refuses what would wait too long in the queue")
    func overload() async throws {
        var configuration = permissive
        configuration.maximumRequests = 1
        configuration.maximumQueued = 2
        try await TestServer.running({ _ in .hang }) { server in
            try await withClient(configuration) { client, _ in
                let errors = Recorder<HTTPError>()
                let tokens = (0..<4).map { _ in
                    client.start(HTTPRequest(url: server.url)) {
                        if case .failure(let error) = $0 { errors.append(error) }
                    }
                }
                try await until { !errors.values.isEmpty }
                #expect(errors.values.map(\.code) == [.overloaded])
                for token in tokens { client.cancel(token) }
                try await until { errors.values.count == 4 }
                #expect(errors.values.dropFirst().allSatisfy { $0.code == .cancelled })
            }
        }
    }

    @Test(
        "refuses headers that would write others, or frame the message",
        arguments: [
            Header(name: "x", value: "a\r\nEvil: yes"), Header(name: "x", value: "a\nb"),
            Header(name: "x\r\ny", value: "a"),
            Header(name: "", value: "a"), Header(name: "a b", value: "c"), Header(name: "x", value: "\0"),
            Header(name: "Content-Length", value: "5"), Header(name: "transfer-encoding", value: "chunked"),
            Header(name: "HOST", value: "other"), Header(name: "Connection", value: "close"),
            Header(name: "expect", value: "100-continue"),
        ]
    )
    func injection(header: Header) async throws {
        try await TestServer.running { server in
            try await withClient { client, _ in
                let error = try await client.send(HTTPRequest(url: server.url, headers: [header])).error()
                #expect(error.code == .invalidRequest)
                #expect(!error.isRetryable)
                #expect(server.connections == 0)
            }
        }
    }

    @Test(
        "refuses URLs and methods that are none of its business",
        arguments: [
            ("POST", "file:///etc/passwd"), ("POST", "ftp://127.0.0.1/"), ("POST", "gopher://127.0.0.1/"), ("POST", ""),
            ("POST", "http://"), ("POST", "http://a b/"), ("POST", "http://127.0.0.1/\r\nx: y"),
            ("HEAD", "http://127.0.0.1/"),
            ("PO ST", "http://127.0.0.1/"), ("", "http://127.0.0.1/"),
        ]
    )
    func malformed(method: String, url: String) async throws {
        try await withClient { client, _ in
            let error = try await client.send(HTTPRequest(method: method, url: url)).error()
            #expect(error.code == .invalidRequest, "\(error)")
        }
    }
}
