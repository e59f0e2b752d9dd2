import AMQPSupport
import ConnectorCore
import TestSupport
import Testing

@testable import AMQPConnector

@Suite("What RabbitMQ refuses", .serialized, .rabbitMQ, .timeLimit(.minutes(5)))
struct AMQPRefusalTests {
    @Test("a wrong password, a missing virtual host, a missing queue")
    func missing() async throws {
        let harness = try AMQPHarness()
        let password = try await harness.refusal { $0.identity = .plain(username: "guest", password: "wrong-secret") }
        #expect(password.code == .credentials)
        #expect(!password.message.contains("wrong-secret"))
        let vhost = try await harness.refusal { $0.virtualHost = "nowhere" }
        #expect(vhost.code == .missing)
        #expect(vhost.message.contains("virtual host `nowhere` does not exist"))
        let queue = try await harness.refusal { _ in }
        #expect(queue.code == .missing)
        #expect(queue.message.contains("queue `\(harness.queue)` does not exist"))
    }

    @Test("a user without grants is told which")
    func grants() async throws {
        try await AMQPHarness.withQueue { harness in
            let user = "user-\(harness.queue)"
            try await harness.server.makeUser(user, password: "p")
            let identity = AMQPSettings.Identity.plain(username: user, password: "p")
            let reading = try await harness.refusal { $0.identity = identity }
            #expect(reading.code == .forbidden)
            #expect(reading.message.contains("read queue `\(harness.queue)`"), "\(reading)")
            let declaring = try await harness.refusal {
                $0.identity = identity
                $0.declaration = .init()
            }
            #expect(declaring.code == .forbidden)
            #expect(declaring.message.contains("configure queue"), "\(declaring)")
            try await harness.server.must("DELETE", "permissions/%2F/\(user)")
            let entering = try await harness.refusal { $0.identity = identity }
            #expect(entering.code == .forbidden)
            #expect(entering.message.contains("into virtual host `/`"), "\(entering)")
        }
    }

    @Test("a queue that is not as declared: what differs is said")
    func precondition() async throws {
        try await AMQPHarness.withQueue { harness in
            let error = try await harness.refusal { $0.declaration = .init(isDurable: false) }
            #expect(error.code == .configuration)
            #expect(error.message.contains("inequivalent arg 'durable'"), "\(error)")
        }
    }

    @Test("an exchange to bind to that is missing is named")
    func exchange() async throws {
        try await AMQPHarness.withQueue { harness in
            let error = try await harness.refusal {
                $0.bindings = [.init(exchange: "no-such-exchange", routingKey: "a", arguments: [])]
            }
            #expect(error.code == .missing)
            #expect(error.message.contains("exchange `no-such-exchange` does not exist"), "\(error)")
        }
    }

    @Test("hosts are tried in turn; when all fail, each is named")
    func failover() async throws {
        try await AMQPHarness.withQueue { harness in
            let closed = AMQPSettings.Host(name: "127.0.0.1", port: try freePort())
            let unknown = AMQPSettings.Host(name: "no-such-host.invalid", port: 5_672)
            try harness.publish(["a"])
            var settings = harness.settings
            settings.hosts = [closed, unknown] + settings.hosts
            let messages = try await harness.session(settings) { try await $0.accept(1) }
            #expect(messages.map(\.bodyText) == ["a"])
            let error = try await harness.refusal { $0.hosts = [closed, unknown] }
            #expect(error.code == .disconnected)
            #expect(error.message.contains(closed.description) && error.message.contains("no-such-host"), "\(error)")
        }
    }
}
