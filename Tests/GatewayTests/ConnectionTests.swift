import Domain
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOPosix
import Storage
import Testing

@testable import Gateway

@Suite("Connections", .timeLimit(.minutes(1)))
struct ConnectionTests {
    private let gateway = TestGateway()

    private var events: String { "/api/v1/projects/\(gateway.project.id)/events" }

    /// Sends bytes over a connection of its own and returns everything that comes back until it is closed.
    private func exchange(port: Int, _ parts: [String]) async throws -> String {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            for part in parts { try await outbound.write(ByteBuffer(string: part)) }
            var answer = ""
            for try await buffer in inbound { answer += String(buffer: buffer) }
            return answer
        }
    }

    private func head(_ more: String) -> String {
        "POST \(events) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(TestGateway.adminKey)\r\n\(more)\r\n"
    }

    @Test("answers 413 to a chunked body that does not tell its length")
    func chunkedBody() async throws {
        try await gateway.with(.live) { client in
            let chunk = "8000\r\n" + String(repeating: " ", count: 0x8000) + "\r\n"
            let parts = [head("Transfer-Encoding: chunked\r\nConnection: close\r\n"), chunk, chunk, chunk, "0\r\n\r\n"]
            let answer = try await exchange(port: try #require(client.port), parts)
            #expect(answer.hasPrefix("HTTP/1.1 413"))
        }
        #expect(gateway.intake.entries.isEmpty)
    }

    @Test("cuts a request that does not arrive whole in time")
    func slowBody() async throws {
        let configuration = GatewayConfiguration(port: 0, readTimeout: .milliseconds(200))
        try await gateway.with(.live, configuration: configuration) { client in
            let answer = try await exchange(port: try #require(client.port), [head("Content-Length: 100\r\n"), "{"])
            #expect(answer == "")
        }
    }

    @Test("cuts a connection that says nothing")
    func idle() async throws {
        let configuration = GatewayConfiguration(port: 0, idleTimeout: .milliseconds(200))
        try await gateway.with(.live, configuration: configuration) { client in
            let answer = try await exchange(port: try #require(client.port), ["POST "])
            #expect(answer == "")
        }
    }

    @Test("refuses headers beyond the limit")
    func longHeaders() async throws {
        let configuration = GatewayConfiguration(port: 0, maximumHeaderBytes: 2_000)
        try await gateway.with(.live, configuration: configuration) { client in
            let long = "X-Long: \(String(repeating: "x", count: 3_000))\r\n"
            let answer = try await exchange(port: try #require(client.port), [head(long)])
            #expect(answer.hasPrefix("HTTP/1.1 4"))
        }
    }

    @Test("says in words that the port is taken")
    func portInUse() async throws {
        try await gateway.with(.live) { client in
            let port = try #require(client.port)
            let error = try await #require(throws: GatewayError.self) {
                try await TestGateway().serve(GatewayConfiguration(port: port))
            }
            #expect(error.description.contains("127.0.0.1:\(port) is in use"))
        }
    }
}
