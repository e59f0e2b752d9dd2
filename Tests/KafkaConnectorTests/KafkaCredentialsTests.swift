import ConnectorCore
import Testing

@testable import KafkaConnector

@Suite("Kafka and credentials", .timeLimit(.minutes(1)))
struct KafkaCredentialsTests {
    @Test("a wrong password ends the session, names the user and says what to check")
    func wrongPassword() async throws {
        let broker = RefusingBroker()
        defer { broker.stop() }
        let harness = SessionHarness(bootstrap: "127.0.0.1:\(broker.port)", topics: ["orders"], group: "g")
        let connector = harness.connector(
            sasl: .init(mechanism: "PLAIN", username: "app", password: "hidden")
        )
        await #expect {
            try await connector.withSession { _ = try await SessionHarness.take(1, from: $0) }
        } throws: { error in
            guard let error = error as? ConnectorError else { return false }
            return error.code == .credentials && error.message.contains("user `app` (PLAIN)")
                && error.message.contains("sasl.password") && !error.message.contains("hidden")
        }
    }

    @Test("a port where nobody listens is shown, and tried for as long as it takes")
    func nobody() async throws {
        let harness = SessionHarness(bootstrap: "127.0.0.1:1", topics: ["orders"], group: "g")
        try await harness.connector().withSession { session in
            _ = try await poll(session, limit: 1, within: .milliseconds(1))
            try await eventually("degraded") {
                _ = try await poll(session, limit: 1)
                // A consumer that is still connecting has nothing on the board of its own: the session's word is what counts.
                return harness.status?.state == .degraded || harness.status?.error != nil
            }
        }
    }
}
