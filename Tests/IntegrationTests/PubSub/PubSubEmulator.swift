import ConnectorContract
import ConnectorCore
import Domain
import Foundation
import PubSubSupport
import TestSupport

@testable import PubSubConnector

/// Google's own emulator, as the contract suite uses it. One runs for all cases, and ends with the tests' process.
struct PubSubEmulator: ContractBroker {
    typealias Connector = PubSubConnector

    static let abilities = ContractAbilities { abilities in
        // The emulator lets everybody in, and keeps nothing over a restart: our own server stands in for it in the unit tests.
        abilities.hasCredentials = false
        abilities.canRestart = false
        // What was on its way to a pull that was cut off comes again when its lease of 10 s is over.
        abilities.redelivery = .seconds(40)
        abilities.absence = .seconds(25)
    }

    /// It has no message without a body and without attributes, so the empty one of the usual poison is not among these.
    static let poison = [
        ContractMessage([0xFF, 0x00, 0xC3]), ContractMessage("{\"unfinished\": "),
        ContractMessage([], headers: [.init("event-type", "empty")]),
        ContractMessage(String(repeating: "[", count: 20_000)),
    ]

    static let malformed = [
        MalformedSettings("{\"subscription\":\"orders\"}", names: "project"),
        MalformedSettings("{\"project\":\"p\",\"subscription\":\"projects/p/subscriptions/s\"}", names: "subscription"),
        MalformedSettings(
            "{\"project\":\"p\",\"subscription\":\"orders\",\"endpoint\":\"a:8085\"}",
            names: "endpoint"
        ),
        MalformedSettings(
            "{\"project\":\"p\",\"subscription\":\"orders\",\"service_account\":\"nonsense\"}",
            names: "service_account"
        ),
        MalformedSettings(
            "{\"project\":\"p\",\"subscription\":\"orders\",\"ack_deadline\":\"1s\"}",
            names: "ack_deadline"
        ),
    ]

    let process: EmulatorProcess

    static func withBroker(_ body: (PubSubEmulator) async throws -> Void) async throws {
        try await body(PubSubEmulator(process: try await EmulatorProcess.shared()))
    }

    func makeQueue(_ name: String) async throws {
        try await process.makeSubscription(name)
    }

    func publish(_ messages: [ContractMessage], to queue: String) async throws {
        for start in stride(from: 0, to: messages.count, by: 1_000) {
            let part = messages[start..<min(start + 1_000, messages.count)]
            try await process.publish(
                part.map { message in
                    EmulatorProcess.Outgoing(
                        message.body,
                        attributes: Dictionary(uniqueKeysWithValues: message.headers.map { ($0.name, $0.value) })
                    )
                },
                to: queue
            )
        }
    }

    func settings(_ reading: ContractReading) throws -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("project", EmulatorProcess.project)
            writer.member("subscription", reading.queue)
            writer.member("endpoint", "http://\(process.address)")
            writer.member("ack_deadline", "10s")
            if let credit = reading.credit { writer.member("max_outstanding_messages", credit) }
        }
        return writer.text
    }

    /// The emulator does not say.
    func unacknowledged(in queue: String) async throws -> Int? { nil }

    func restart() async throws {}
}
