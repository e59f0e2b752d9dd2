import ConnectorContract
import Domain
import SQSConnector
import SQSSupport
import Testing

/// The contract on moto, which checks signatures.
struct Moto: SQSContractBroker {
    static let program = SQSServer.Program.moto
    static let abilities = ContractAbilities { abilities in
        abilities.canRestart = false
        abilities.redelivery = .seconds(30)
        abilities.absence = .seconds(5)
        // It takes some ten milliseconds for each message.
        abilities.bulk = 200
    }

    let server: SQSServer
}

/// The contract on ministack, which knows nothing of moto.
struct MiniStack: SQSContractBroker {
    static let program = SQSServer.Program.ministack
    static let abilities = ContractAbilities { abilities in
        // It saves its queues when it ends, and does not end while a client is connected.
        abilities.canRestart = false
        abilities.redelivery = .seconds(30)
        abilities.absence = .seconds(5)
        abilities.bulk = 400
    }

    let server: SQSServer
}

@Suite("SQS holds the contract", .serialized, .timeLimit(.minutes(10)))
struct SQSContractTests {
    @Test("moto", arguments: ContractCase.all(for: Moto.self))
    func moto(_ name: ContractCase) async throws { try await Contract<Moto>.hold(name) }

    @Test("ministack", arguments: ContractCase.all(for: MiniStack.self))
    func ministack(_ name: ContractCase) async throws { try await Contract<MiniStack>.hold(name) }
}

/// What both servers have in common.
protocol SQSContractBroker: ContractBroker where Connector == SQSConnector {
    static var program: SQSServer.Program { get }
    var server: SQSServer { get }
    init(server: SQSServer)
}

extension SQSContractBroker {
    static func withBroker(_ body: (Self) async throws -> Void) async throws {
        try await SQSServer.with(program) { try await body(Self(server: $0)) }
    }

    /// SQS takes text that XML could hold, and none that is empty.
    static var poison: [ContractMessage] {
        [
            ContractMessage("{\"unfinished\": "), ContractMessage("no JSON: é ☃ \\ud800"), ContractMessage(" "),
            ContractMessage(String(repeating: "[", count: 20_000)),
        ]
    }

    static var malformed: [MalformedSettings] {
        [
            MalformedSettings(#"{"region": "eu-west-1"}"#, names: "queue"),
            MalformedSettings(#"{"queue": "a b"}"#, names: "queue"),
            MalformedSettings(#"{"queue": "q", "access_key_id": "a"}"#, names: "access_key_id"),
            MalformedSettings(#"{"queue": "q", "visibility_timeout": "1s"}"#, names: "visibility_timeout"),
            MalformedSettings(#"{"queue": "q", "wait": "1m"}"#, names: "wait"),
            MalformedSettings(#"{"queue": "q", "colour": "blue"}"#, names: "colour"),
        ]
    }

    func makeQueue(_ name: String) async throws { try await server.makeQueue(name) }

    func publish(_ messages: [ContractMessage], to queue: String) async throws {
        let lines = messages.map { message in
            var writer = JSONWriter()
            writer.object { writer in
                writer.member("body", Base64.encode(message.body))
                writer.member("headers") { writer in
                    writer.object { headers in
                        for header in message.headers { headers.member(header.name, header.value) }
                    }
                }
            }
            return writer.text
        }
        try await server.send(lines, to: queue)
    }

    func settings(_ reading: ContractReading) throws -> String {
        let isRight = reading.credentials == .right
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("queue", reading.queue)
            writer.member("region", "us-east-1")
            writer.member("endpoint", server.url)
            writer.member("access_key_id", isRight ? server.key.id : "AKIDWRONG")
            writer.member("secret_access_key", isRight ? server.key.secret : ContractReading.wrongSecret)
            writer.member("wait", "1s")
            writer.member("visibility_timeout", "3s")
            writer.member("receives", 4)
            if let credit = reading.credit { writer.member("max_in_flight", credit) }
        }
        return writer.text
    }

    func unacknowledged(in queue: String) async throws -> Int? { try await server.count(of: queue) }

    func restart() async throws { try await server.restart() }
}
