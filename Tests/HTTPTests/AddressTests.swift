import Domain
import HTTP
import Testing

@Suite("Address policy", .timeLimit(.minutes(1)))
struct AddressTests {
    private func configuration(allowing networks: String...) -> HTTPConfiguration {
        HTTPConfiguration(addressPolicy: AddressPolicy(allowed: networks.compactMap { CIDR($0) }))
    }

    @Test(
        "refuses to connect to ourselves, however the address is written",
        arguments: ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "0"]
    )
    func loopback(host: String) async throws {
        try await TestServer.running { server in
            try await withClient(HTTPConfiguration()) { client, _ in
                let error = try await client.send(HTTPRequest(url: "http://\(host):\(server.port)/")).error()
                #expect(error.code == .forbiddenAddress, "\(error)")
                #expect(!error.isRetryable)
                let isNamed =
                    error.message.contains("127.0.0.1") || error.message.contains("::1")
                    || error.message.contains("0.0.0.0")
                #expect(isNamed, "\(error)")
                #expect(error.address?.hasSuffix(":\(server.port)") == true)
                #expect(server.connections == 0)
            }
        }
    }

    @Test("connects to what is allowed")
    func allowed() async throws {
        try await TestServer.running { server in
            try await withClient(configuration(allowing: "127.0.0.0/8")) { client, _ in
                let response = try await client.send(HTTPRequest(url: server.url)).response()
                #expect(response.status == 200)
            }
        }
    }

    @Test("does not go on to an allowed address after a forbidden one of the same name")
    func noFallThrough() async throws {
        try await TestServer.running { server in
            var configuration = configuration(allowing: "127.0.0.0/8")
            configuration.fixedAddresses = [
                "mixed.example:\(server.port):10.1.2.3,127.0.0.1", "good.example:\(server.port):127.0.0.1",
            ]
            try await withClient(configuration) { client, _ in
                let error = try await client.send(HTTPRequest(url: "http://mixed.example:\(server.port)/")).error()
                #expect(error.code == .forbiddenAddress)
                #expect(error.message.contains("10.1.2.3"))
                #expect(error.address == "10.1.2.3:\(server.port)")
                #expect(server.connections == 0)
                let good = HTTPRequest(url: "http://good.example:\(server.port)/")
                let status = try await client.send(good).response().status
                #expect(status == 200)
            }
        }
    }

    @Test("a proxy of the environment is not used, one of the request is")
    func proxy() async throws {
        try await TestServer.running({ _ in .status(200, body: "from the proxy") }) { proxy in
            try await TestServer.running { server in
                try await withClient(HTTPConfiguration()) { client, _ in
                    // The policy would refuse the proxy's address: the operator's proxy is exempt from it.
                    let request = HTTPRequest(url: "http://example.com/x", proxy: proxy.url)
                    let response = try await client.send(request).response()
                    #expect(response.body == Array("from the proxy".utf8))
                    #expect(proxy.requests.first?.lines.first == "POST http://example.com/x HTTP/1.1")
                    let direct = try await client.send(HTTPRequest(url: server.url)).error()
                    #expect(direct.code == .forbiddenAddress)
                }
            }
        }
    }

    @Test("says when the proxy refuses or is not there")
    func proxyFailures() async throws {
        var port = 0
        try await TestServer.running({ _ in .status(403) }) { proxy in
            port = proxy.port
            try await withClient { client, _ in
                let request = HTTPRequest(url: "https://example.com/", proxy: proxy.url)
                let error = try await client.send(request).error()
                #expect(error.code == .proxy, "\(error)")
            }
        }
        try await withClient { client, _ in
            let request = HTTPRequest(url: "https://example.com/", proxy: "http://127.0.0.1:\(port)")
            let error = try await client.send(request).error()
            #expect(error.code == .proxy, "\(error)")
        }
    }
}
