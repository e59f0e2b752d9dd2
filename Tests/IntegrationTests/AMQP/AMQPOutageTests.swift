import AMQPSupport
import ConnectorCore
import TestSupport
import Testing

@testable import AMQPConnector

@Suite("RabbitMQ hangs, or wants certificates", .serialized, .timeLimit(.minutes(5)))
struct AMQPOutageTests {
    @Test("a broker that hangs is noticed by the heartbeat, and closing does not wait for it")
    func hangs() async throws {
        try await RabbitMQServer.with { server in
            let harness = try AMQPHarness(server: server)
            try await server.makeQueue(harness.queue)
            var settings = harness.settings
            settings.heartbeat = .seconds(5)
            try harness.publish(["a"])
            let start = ContinuousClock.now
            let error = await #expect(throws: ConnectorError.self) {
                try await harness.session(settings) { session in
                    _ = try await session.accept(1)
                    server.freeze()
                    _ = try await session.next(upTo: 1)
                }
            }
            server.thaw()
            #expect(error?.isTransient == true, "\(error?.message ?? "")")
            #expect(ContinuousClock.now - start < .seconds(25))
        }
    }

    @Test("a broker that hangs while we open does not keep a cancelled source")
    func hangsWhileOpening() async throws {
        try await RabbitMQServer.with { server in
            let harness = try AMQPHarness(server: server)
            try await server.makeQueue(harness.queue)
            server.freeze()
            let opening = Task { try await harness.session { _ in } }
            // The connection is accepted by the system, so the log-in is what hangs.
            try await Task.sleep(for: .milliseconds(500))
            let start = ContinuousClock.now
            opening.cancel()
            await #expect(throws: (any Error).self) { try await opening.value }
            #expect(ContinuousClock.now - start < .seconds(2))
            server.thaw()
        }
    }

    @Test(
        "a broker that is short of memory blocks publishers: what is in the queue is read and acknowledged all the same"
    )
    func blocked() async throws {
        try await RabbitMQServer.with { server in
            let harness = try AMQPHarness(server: server)
            try await server.makeQueue(harness.queue)
            try harness.publish((0..<50).map { "\($0)" })
            try await server.control("set_vm_memory_high_watermark", "absolute", "1MB")
            try await eventually("the alarm is raised") {
                try await server.ask("GET", "nodes").text.contains("\"mem_alarm\":true")
            }
            try await harness.session { session in
                #expect(try await session.accept(50).count == 50)
                try await harness.holds(ready: 0, unacknowledged: 0)
                try await server.control("set_vm_memory_high_watermark", "absolute", "1GB")
                try harness.publish(["later"])
                #expect(try await session.accept(1).map(\.bodyText) == ["later"])
            }
        }
    }

    @Test("TLS: the authority and the name are checked, and a certificate may be the user")
    func tls() async throws {
        try await Certificates.with { certificates in
            try await RabbitMQServer.with(certificates: certificates) { server in
                let harness = try AMQPHarness(server: server)
                try await server.makeQueue(harness.queue)
                try await server.makeUser(Certificates.user, password: "unused", read: ".*")
                try harness.publish(["a", "b"])
                var settings = harness.settings
                settings.hosts = [.init(name: "localhost", port: server.encryptedPort)]
                settings.tls = .init(authorityFile: certificates.authority)
                #expect(try await harness.session(settings) { try await $0.accept(1) }.map(\.bodyText) == ["a"])

                settings.identity = .external
                settings.tls?.certificateFile = certificates.client
                settings.tls?.keyFile = certificates.clientKey
                #expect(try await harness.session(settings) { try await $0.accept(1) }.map(\.bodyText) == ["b"])

                let (right, encrypted) = (settings, server.encryptedPort)
                let name = try await harness.refusal {
                    $0 = right
                    $0.hosts = [.init(name: "127.0.0.1", port: encrypted)]
                }
                #expect(name.code == .configuration && name.message.contains("another name"), "\(name)")
                let stranger = try await harness.refusal {
                    $0 = right
                    $0.tls?.authorityFile = nil
                }
                #expect(stranger.code == .configuration && stranger.message.contains("tls.ca_file"), "\(stranger)")
                let plain = try await harness.refusal {
                    $0 = right
                    $0.hosts = [.init(name: "localhost", port: server.port)]
                }
                #expect(plain.message.contains("TLS"), "\(plain)")
                let file = try await harness.refusal {
                    $0 = right
                    $0.tls?.authorityFile = "/nowhere/ca.pem"
                }
                #expect(file.code == .configuration && file.message.contains("/nowhere/ca.pem"), "\(file)")
                let unencrypted = try await harness.refusal {
                    $0 = harness.settings
                    $0.hosts = [.init(name: "localhost", port: encrypted)]
                }
                #expect(unencrypted.message.contains("TLS"), "\(unencrypted)")
            }
        }
    }
}
