import AMQPConnector
import AMQPSupport
import ConnectorContract
import TestSupport
import Testing

@Suite("RabbitMQ and the contract", .serialized, .rabbitMQ, .timeLimit(.minutes(20)))
struct RabbitMQContractTests {
    @Test("holds the contract", arguments: ContractCase.all(for: RabbitMQ.self))
    func holds(_ name: ContractCase) async throws { try await Contract<RabbitMQ>.hold(name) }
}

/// RabbitMQ as the contract suite uses it.
struct RabbitMQ: ContractBroker {
    typealias Connector = AMQPConnector

    let server: RabbitMQServer

    /// Away for longer than twice the heartbeat: a connection that nobody served would be gone.
    static let abilities = ContractAbilities {
        $0.redelivery = .seconds(15)
        $0.absence = .seconds(12)
    }

    static let malformed = [
        MalformedSettings("{\"hosts\":[\"127.0.0.1\"]}", names: "queue"),
        MalformedSettings("{\"hosts\":[\"amqp://h\"],\"queue\":\"q\"}", names: "hosts"),
        MalformedSettings("{\"url\":\"127.0.0.1\",\"queue\":\"q\"}", names: "url"),
        MalformedSettings("{\"hosts\":[\"h\"],\"queue\":\"q\",\"prefetch\":70000}", names: "prefetch"),
    ]

    static func withBroker(_ body: (RabbitMQ) async throws -> Void) async throws {
        try await body(RabbitMQ(server: try #require(RabbitMQServer.current)))
    }

    func makeQueue(_ name: String) async throws { try await server.makeQueue(name) }

    func publish(_ messages: [ContractMessage], to queue: String) async throws {
        let publisher = try TestPublisher(port: server.port)
        for message in messages {
            let headers = message.headers.map { ($0.name, $0.value) }
            try publisher.publish([message.body], headers: headers, routingKey: queue)
        }
    }

    func settings(_ reading: ContractReading) throws -> String {
        let password = reading.credentials == .right ? "guest" : ContractReading.wrongSecret
        let prefetch = reading.credit.map { ",\"prefetch\":\($0)" } ?? ""
        return """
            {"url":"amqp://guest:\(password)@127.0.0.1:\(server.port)/","queue":"\(reading.queue)","heartbeat":"5s"\(prefetch)}
            """
    }

    func unacknowledged(in queue: String) async throws -> Int? {
        let (ready, out) = try await server.messages(in: queue)
        return ready + out
    }

    func restart() async throws { try await server.restartCleanly() }
}
