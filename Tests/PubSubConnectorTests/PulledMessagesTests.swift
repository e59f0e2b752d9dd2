import ConnectorCore
import Domain
import Testing

@testable import PubSubConnector

@Suite("Answers to pulls")
struct PulledMessagesTests {
    private func read(_ json: String) throws -> [PulledMessage] {
        try PulledMessages.read(Array(json.utf8), subscription: "orders")
    }

    @Test("a whole message is read")
    func whole() throws {
        let messages = try read(
            """
            {"receivedMessages":[{"ackId":"a","deliveryAttempt":3,"message":{"data":"eyJhIjoxfQ\\u003d\\u003d",
            "attributes":{"Event-Type":"order.\\"paid\\"","empty":"","text":"Grüße"},"messageId":"17",
            "publishTime":"2026-08-01T12:00:00.123456789Z","orderingKey":"customer-9"}}]}
            """
        )
        let message = try #require(messages.first?.message)
        #expect(messages.map(\.ackID) == ["a"])
        #expect(message.position == "pubsub/orders/17")
        #expect(message.timestamp == Timestamp(iso8601: "2026-08-01T12:00:00.123456Z"))
        #expect(message.key == Bytes("customer-9".utf8))
        #expect(message.text == "{\"a\":1}")
        #expect(message.text(ofHeader: "event-type") == "order.\"paid\"")
        #expect(message.text(ofHeader: "empty") == "")
        #expect(message.text(ofHeader: "text") == "Grüße")
        #expect(message.text(ofHeader: "x-google-pubsub-delivery-attempt") == "3")
        #expect(message.attributes.contains(Header(name: "message-id", value: "17")))
        #expect(message.attributes.contains(Header(name: "timestamp", value: "1785585600123")))
    }

    @Test("an empty answer has no messages", arguments: ["{}", "{\"receivedMessages\":[]}"])
    func empty(_ json: String) throws {
        #expect(try read(json).isEmpty)
    }

    @Test("a message without data has an empty body: Google does not tell the two apart")
    func withoutData() throws {
        let json =
            "{\"receivedMessages\":[{\"ackId\":\"a\",\"message\":{\"attributes\":{\"x\":\"1\"},\"messageId\":\"1\"}}]}"
        #expect(try read(json).first?.message.body == [])
    }

    @Test("the messages of an answer share one storage")
    func shared() throws {
        let json = "{\"receivedMessages\":[\(FakeGoogle.message(1, "one")),\(FakeGoogle.message(2, "two"))]}"
        let bodies = try read(json).compactMap(\.message.body)
        #expect(bodies.map { String(decoding: $0, as: UTF8.self) } == ["one", "two"])
        // Slices of one array: the second begins after the first.
        #expect(bodies[1].startIndex >= bodies[0].endIndex)
    }

    @Test("a strange message spoils no other")
    func strange() throws {
        let strange = [
            "{\"ackId\":\"s1\",\"message\":{\"data\":\"***\",\"messageId\":\"s1\"}}",
            "{\"ackId\":\"s2\",\"message\":null}", "{\"ackId\":\"s3\"}", "17", "null",
            "{\"message\":{\"data\":\"YQ==\"}}",
            "{\"ackId\":\"s4\",\"message\":{\"data\":5,\"attributes\":[1],\"orderingKey\":\"\",\"publishTime\":\"x\"}}",
            "{\"ackId\":\"s5\",\"message\":{\"data\":\"\",\"attributes\":{\"a\":1,\"b\":\"\\ud800\"}}}",
        ]
        let all = ([FakeGoogle.message(1)] + strange + [FakeGoogle.message(2)]).joined(separator: ",")
        let messages = try read("{\"receivedMessages\":[\(all)]}")
        #expect(messages.map(\.ackID) == ["ack-1", "s1", "s2", "s3", "s4", "s5", "ack-2"])
        #expect(messages[1].message.text == "***")
        #expect(messages[4].message.key == nil)
    }

    @Test(
        "what is no JSON throws",
        arguments: ["", "<html>", "{\"receivedMessages\":[{]}", "{\"receivedMessages\":5}"]
    )
    func broken(_ text: String) {
        #expect(throws: JSONError.self) { try read(text) }
    }
}
