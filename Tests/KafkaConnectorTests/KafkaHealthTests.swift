import ConnectorCore
import Testing

@testable import KafkaConnector

@Suite("The judgement of failures")
struct KafkaHealthTests {
    private let settings = KafkaSettings(
        brokers: ["a:1"],
        topics: ["orders", "refunds"],
        group: "g",
        sasl: .init(mechanism: "SCRAM-SHA-512", username: "app", password: "hidden")
    )

    private func surroundings(_ topic: String? = nil, hasAssignment: Bool = false) -> KafkaHealth.Surroundings {
        .init(settings: settings, topic: topic, hasAssignment: hasAssignment)
    }

    @Test("a refused user is a matter of credentials, and the text does not hold the password")
    func credentials() {
        var health = KafkaHealth()
        let reaction = health.reaction(to: KafkaFailure(.authentication, "no"), isFatal: false, in: surroundings())
        guard case .fail(let error) = reaction else {
            Issue.record("\(reaction)")
            return
        }
        #expect(error.code == .credentials)
        #expect(error.message.contains("user `app` (SCRAM-SHA-512)"))
        #expect(!error.message.contains("hidden"))
    }

    @Test("brokers that are away are shown with the reason, and are forgotten once they answer")
    func away() {
        var health = KafkaHealth()
        let refused = health.reaction(
            to: KafkaFailure(.transport, "connection refused"),
            isFatal: false,
            in: surroundings()
        )
        #expect(refused == .ignore)
        let reaction = health.reaction(to: KafkaFailure(.allBrokersDown), isFatal: false, in: surroundings())
        guard case .degrade(let error) = reaction else {
            Issue.record("\(reaction)")
            return
        }
        #expect(error.code == .disconnected)
        #expect(error.message.contains("a:1 (connection refused)"))
        let answers = [health.brokerAnswered(), health.brokerAnswered()]
        #expect(answers == [true, false])
    }

    @Test("a missing topic fails the session only when there is nothing else to read")
    func missing() {
        var health = KafkaHealth()
        let failure = KafkaFailure(.unknownTopicOrPartition)
        let first = health.reaction(to: failure, isFatal: false, in: surroundings("orders"))
        guard case .degrade(let error) = first else {
            Issue.record("\(first)")
            return
        }
        #expect(error.code == .missing)
        #expect(error.message.hasPrefix("topic `orders` does not exist: create it"))
        let isWell = health.brokerAnswered()
        #expect(!isWell, "a broker that answers does not make the topic")
        guard case .fail = health.reaction(to: failure, isFatal: false, in: surroundings("refunds")) else {
            Issue.record("both are missing")
            return
        }
        health.assigned(["orders", "refunds"])
        guard case .degrade = health.reaction(to: failure, isFatal: false, in: surroundings("orders")) else {
            Issue.record("one is back")
            return
        }
    }

    @Test("the missing topic is read out of librdkafka's words")
    func words() {
        #expect(
            KafkaEvent.subscribedTopic("Subscribed topic not available: a.b-c: Broker: Unknown topic or partition")
                == "a.b-c"
        )
        #expect(KafkaEvent.subscribedTopic("something else: x: y") == nil)
    }

    @Test("fatal errors end the session, a duplicate instance id says so")
    func fatal() {
        var health = KafkaHealth()
        guard
            case .fail(let error) = health.reaction(
                to: KafkaFailure(.fencedInstance),
                isFatal: true,
                in: surroundings()
            )
        else {
            Issue.record("fatal")
            return
        }
        #expect(error.message.contains("same instance_id"))
    }
}
