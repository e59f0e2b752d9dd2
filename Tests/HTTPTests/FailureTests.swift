import Domain
import HTTP
import Reactor
import Testing

@Suite("Failures", .timeLimit(.minutes(1)))
struct FailureTests {
    @Test("ends a request at its deadline, and says how far it got")
    func timeout() async throws {
        try await TestServer.running({ _ in .hang }) { server in
            try await withClient { client, _ in
                // Long enough for a busy machine to connect.
                let timeout = Duration.seconds(1)
                let start = ContinuousClock.now
                let error = try await client.send(HTTPRequest(url: server.url, timeout: timeout)).error()
                #expect(.now - start >= timeout)
                #expect(error.code == .timeout)
                #expect(error.isRetryable)
                #expect(error.message.contains("connected, but no answer came"))
                #expect(error.address == "127.0.0.1:\(server.port)")
                try await until { server.openConnections == 0 }
            }
        }
    }

    @Test("the deadline counts the time in the queue")
    func timeoutInQueue() async throws {
        var configuration = permissive
        configuration.maximumRequestsPerOrigin = 1
        try await TestServer.running({ _ in .hang }) { server in
            try await withClient(configuration) { client, _ in
                let blocker = client.start(HTTPRequest(url: server.url)) { _ in }
                let error = try await client.send(HTTPRequest(url: server.url, timeout: .milliseconds(30))).error()
                #expect(error.code == .timeout)
                #expect(error.message.contains("waiting for a turn"))
                client.cancel(blocker)
            }
        }
    }

    @Test("an origin that hangs leaves the others alone")
    func isolation() async throws {
        try await TestServer.running({ _ in .hang }) { hanging in
            try await TestServer.running { server in
                try await withClient { client, _ in
                    let late = Recorder<HTTPError.Code>()
                    for _ in 0..<500 {
                        client.start(HTTPRequest(url: hanging.url, timeout: .milliseconds(300))) {
                            if case .failure(let error) = $0 { late.append(error.code) }
                        }
                    }
                    for _ in 0..<200 {
                        let status = try await client.send(HTTPRequest(url: server.url)).response().status
                        #expect(status == 200)
                    }
                    try await until { late.values.count == 500 }
                    #expect(late.values.allSatisfy { $0 == .timeout })
                }
            }
        }
    }

    @Test("tells a connection that nobody takes from one that ends early and from nonsense")
    func connections() async throws {
        let script: @Sendable (TestServer.Request) -> TestServer.Answer = { request in
            switch request.path {
            case "/close": .close
            case "/half": .sendAndClose("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
            default: .sendAndClose("SSH-2.0-OpenSSH_9.2\r\n")
            }
        }
        var freePort = 0
        try await TestServer.running(script) { server in
            freePort = server.port
            try await withClient { client, _ in
                for (path, code) in [
                    ("/close", HTTPError.Code.connectionLost), ("/half", .connectionLost), ("/ssh", .protocolError),
                ] {
                    let error = try await client.send(HTTPRequest(url: server.url + path)).error()
                    #expect(error.code == code, "\(error)")
                    #expect(error.isRetryable)
                }
            }
        }
        try await withClient { client, _ in
            let error = try await client.send(HTTPRequest(url: "http://127.0.0.1:\(freePort)/")).error()
            #expect(error.code == .connect, "\(error)")
            #expect(error.message.contains("127.0.0.1"))
        }
    }

    @Test("names a host that does not exist")
    func nameLookup() async throws {
        try await withClient { client, _ in
            let url = "http://user:hunter2@does-not-exist.invalid/"
            let error = try await client.send(HTTPRequest(url: url, timeout: .seconds(20))).error()
            #expect([.nameLookup, .timeout].contains(error.code), "\(error)")
            #expect(!error.message.contains("hunter2"))
        }
    }

    @Test("cancelling the task aborts the transfer, before, while and after")
    func cancellation() async throws {
        try await TestServer.running({ $0.path == "/hang" ? .hang : .status(200) }) { server in
            try await withClient { client, _ in
                let before = Task {
                    while !Task.isCancelled { await Task.yield() }
                    return await client.send(HTTPRequest(url: server.url + "/hang"))
                }
                before.cancel()
                let early = try await before.value.error().code
                #expect(early == .cancelled)

                let running = Task { await client.send(HTTPRequest(url: server.url + "/hang")) }
                try await until { server.requests.contains { $0.path == "/hang" } }
                running.cancel()
                let code = try await running.value.error().code
                #expect(code == .cancelled)
                try await until { server.openConnections == 0 }

                let after = Task { await client.send(HTTPRequest(url: server.url)) }
                let status = try await after.value.response().status
                #expect(status == 200)
                after.cancel()
                let next = try await client.send(HTTPRequest(url: server.url)).response()
                #expect(next.status == 200)
            }
        }
    }

    @Test("shutting down ends everything, queued and running, and refuses more")
    func shutdown() async throws {
        var configuration = permissive
        configuration.maximumRequestsPerOrigin = 2
        try await TestServer.running({ _ in .hang }) { server in
            try await withClient(configuration) { client, _ in
                let codes = Recorder<HTTPError.Code>()
                for _ in 0..<10 {
                    client.start(HTTPRequest(url: server.url)) {
                        if case .failure(let error) = $0 { codes.append(error.code) }
                    }
                }
                try await until { server.requests.count == 2 }
                await client.shutdown()
                #expect(codes.values == Array(repeating: .cancelled, count: 10))
                let code = try await client.send(HTTPRequest(url: server.url)).error().code
                #expect(code == .cancelled)
                try await until { server.openConnections == 0 }
            }
        }
    }
}
