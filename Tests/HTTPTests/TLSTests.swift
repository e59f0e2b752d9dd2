import Domain
import HTTP
import Testing

@Suite(
    "TLS and HTTP/2",
    .serialized,
    .timeLimit(.minutes(1)),
    .enabled(if: NginxServer.isInstalled, "needs nginx and openssl")
)
struct TLSTests {
    @Test("speaks HTTP/2 where the server offers it, many requests on few connections")
    func http2() async throws {
        try await NginxServer.running { server in
            var configuration = permissive
            configuration.certificateAuthorityFile = server.certificateFile
            try await withClient(configuration) { client, _ in
                let url = "https://localhost:\(server.http2Port)/"
                let connections = try await connections(of: client, url: url, requests: 2_000, expecting: .http2)
                // The first few go out before the protocol is known.
                #expect((1...4).contains(connections))
            }
        }
    }

    @Test("speaks HTTP/1.1 over TLS, a connection for each request that runs")
    func http1() async throws {
        try await NginxServer.running { server in
            var configuration = permissive
            configuration.certificateAuthorityFile = server.certificateFile
            configuration.maximumRequestsPerOrigin = 8
            try await withClient(configuration) { client, _ in
                let url = "https://127.0.0.1:\(server.http1Port)/"
                let connections = try await connections(of: client, url: url, requests: 300, expecting: .http11)
                #expect((1...8).contains(connections))
                let response = try await client.send(HTTPRequest(url: url)).response()
                #expect(response.timings.tls == 0)
            }
        }
    }

    @Test("does not talk to a server whose certificate it does not trust, and says so")
    func untrusted() async throws {
        try await NginxServer.running { server in
            try await withClient { client, _ in
                let error = try await client.send(HTTPRequest(url: "https://localhost:\(server.http2Port)/")).error()
                #expect(error.code == .tls)
                #expect(error.message.contains("self-signed certificate"), "\(error)")
                #expect(error.address == "127.0.0.1:\(server.http2Port)")
            }
        }
    }

    @Test("accepts the certificate only for the names that are in it")
    func wrongName() async throws {
        try await NginxServer.running { server in
            var configuration = permissive
            configuration.certificateAuthorityFile = server.certificateFile
            configuration.fixedAddresses = ["other.example:\(server.http2Port):127.0.0.1"]
            try await withClient(configuration) { client, _ in
                let error = try await client.send(HTTPRequest(url: "https://other.example:\(server.http2Port)/"))
                    .error()
                #expect(error.code == .tls)
                #expect(error.message.contains("other.example"), "\(error)")
            }
        }
    }

    /// Sends many requests at once; answers over how many connections they came.
    private func connections(
        of client: HTTPClient,
        url: String,
        requests: Int,
        expecting version: HTTPVersion
    ) async throws -> Int {
        try await withThrowingTaskGroup { group in
            for number in 0..<requests {
                group.addTask {
                    let header = Header(name: "x-number", value: "\(number)")
                    let request = HTTPRequest(
                        url: url,
                        headers: [header],
                        body: Bytes(repeating: 1, count: number % 700)
                    )
                    let response = try await client.send(request).response()
                    #expect(response.status == 200)
                    #expect(response.version == version)
                    #expect(!response.isTruncated)
                    let words = String(decoding: response.body, as: UTF8.self).split(separator: " ")
                    // Each answer belongs to its own request.
                    #expect(words.last == "\(number)")
                    return words.dropFirst().first.map(String.init)
                }
            }
            var seen: Set<String> = []
            for try await connection in group { seen.insert(connection ?? "") }
            return seen.count
        }
    }
}
