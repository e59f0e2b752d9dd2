import Domain
import Testing

@testable import ConnectorCore

/// Convoy's broker messages, statement by statement as its programs rely on them, from every kind of broker.
@Suite("Convoy's broker messages")
struct ConvoyMessageTests {
    /// How the brokers hand over the same message: what is a key, and where the broker's id of a message is.
    enum Broker: String, CaseIterable {
        case kafka, amqp, sqs, pubsub

        func message(_ body: String, _ headers: [(String, String)] = []) -> Message {
            Message(
                position: "\(rawValue)/orders/1",
                timestamp: MappingFixture.now,
                key: self == .kafka ? ArraySlice("id-1".utf8) : nil,
                headers: headers.map { MessageHeader(name: $0.0, value: ArraySlice($0.1.utf8)) },
                body: ArraySlice(body.utf8),
                attributes: self == .kafka
                    ? [Header(name: "topic", value: "orders")]
                    : [Header(name: "queue", value: "orders"), Header(name: "message-id", value: "id-1")]
            )
        }

        func entries(_ body: String, _ headers: [(String, String)] = []) -> [IntakeEntry] {
            let mapping = MessageMapping(format: .envelope)
            let source = SourceDescription(
                id: ULID(high: 0, low: 1),
                project: ULID(high: 0, low: 2),
                name: "orders",
                kind: ConnectorKind(rawValue: rawValue),
                mapping: mapping
            )
            return mapping.entries(for: message(body, headers), source: source, now: MappingFixture.now)
        }

        func event(_ body: String, _ headers: [(String, String)] = []) -> Envelope? {
            if case .event(let event)? = entries(body, headers).first { event } else { nil }
        }

        func reason(_ body: String, _ headers: [(String, String)] = []) -> String? {
            if case .deadLetter(let letter)? = entries(body, headers).first { letter.reason } else { nil }
        }
    }

    private static let endpoint = MappingFixture.endpoint
    private static let single = #"{"endpoint_id":"\#(endpoint)","event_type":"a","data":{}}"#
    private static let fanout = #"{"owner_id":"cust-42","event_type":"a","data":{}}"#
    private static let broadcast = #"{"event_type":"a","data":{}}"#

    @Test(
        "type: header x-convoy-message-type = single (default if missing) | fanout | broadcast",
        arguments: Broker.allCases
    )
    func typeByHeader(_ broker: Broker) {
        #expect(broker.event(Self.single)?.target == .endpoint(Self.endpoint))
        #expect(broker.event(Self.single, [("x-convoy-message-type", "single")])?.target == .endpoint(Self.endpoint))
        #expect(broker.event(Self.fanout, [("X-Convoy-Message-Type", "fanout")])?.target == .owner("cust-42"))
        #expect(broker.event(Self.broadcast, [("x-convoy-message-type", "broadcast")])?.target == .broadcast)
    }

    @Test("type: also accepted inside custom_headers, where the broker's header wins", arguments: Broker.allCases)
    func typeByCustomHeader(_ broker: Broker) {
        let body = #"{"owner_id":"o","event_type":"a","data":{},"custom_headers":{"x-convoy-message-type":"fanout"}}"#
        #expect(broker.event(body)?.target == .owner("o"))
        #expect(broker.event(body, [("x-convoy-message-type", "broadcast")])?.target == .broadcast)
    }

    @Test(
        "single needs a valid endpoint_id, fanout needs owner_id, no dynamic over brokers",
        arguments: Broker.allCases
    )
    func needs(_ broker: Broker) {
        #expect(broker.reason(Self.broadcast)?.hasPrefix("`endpoint_id` is missing") == true)
        #expect(
            broker.reason(#"{"endpoint_id":"x","event_type":"a","data":{}}"#)?.hasPrefix("unknown endpoint") == true
        )
        #expect(
            broker.reason(Self.single, [("x-convoy-message-type", "fanout")])?.hasPrefix("`owner_id` is missing")
                == true
        )
        #expect(
            broker.reason(Self.single, [("x-convoy-message-type", "dynamic")])?.hasPrefix("unknown message type")
                == true
        )
    }

    @Test(
        "headers are merged with custom_headers, the broker's win, into the delivery's headers",
        arguments: Broker.allCases
    )
    func headers(_ broker: Broker) throws {
        let body = """
            {"event_type":"a","data":{},"custom_headers":{"X-A":"mine","X-B":"b"}}
            """
        let event = try #require(broker.event(body, [("x-convoy-message-type", "broadcast"), ("x-a", "broker")]))
        #expect(event.header("x-a") == "broker")
        #expect(event.header("x-b") == "b")
        #expect(event.header("x-convoy-message-type") == "broadcast")
    }

    @Test("x-broker-message-id = Kafka key / AMQP MessageId / SQS MessageId / Pub/Sub ID", arguments: Broker.allCases)
    func messageID(_ broker: Broker) {
        #expect(broker.event(Self.single)?.header("x-broker-message-id") == "id-1")
        #expect(broker.event(Self.single, [("X-Broker-Message-Id", "own")])?.header("x-broker-message-id") == "own")
    }

    @Test("idempotency_key is the producer's, and the payload is preserved", arguments: Broker.allCases)
    func payload(_ broker: Broker) throws {
        let data = #"{ "b":9007199254740993, "a":1.10,"c":"<>&" }"#
        let body = #"{"endpoint_id":"\#(Self.endpoint)","event_type":"a","data":\#(data),"idempotency_key":"abc"}"#
        let event = try #require(broker.event(body))
        #expect(event.data.text == data)
        #expect(event.idempotencyKey == "abc")
    }

    @Test(
        "unknown top-level field, missing event_type or data, bad JSON: a dead letter",
        arguments: [
            #"{"endpoint_id":"x","event_type":"a","data":{},"extra":1}"#, #"{"event_type":"a"}"#, #"{"data":{}}"#, "{",
            "",
        ]
    )
    func poison(_ body: String) {
        for broker in Broker.allCases { #expect(broker.reason(body) != nil) }
    }
}
