import ConnectorCore
import Domain
import Testing

@testable import SQSConnector

@Suite("Answers")
struct AnswerTests {
    private func answer(_ json: String) -> ReceiveAnswer? { ReceiveAnswer(Bytes(json.utf8)) }

    @Test("a message has its body, its key, its time and its attributes")
    func message() throws {
        let json = #"""
            {"Messages": [{"MessageId": "m-1", "ReceiptHandle": "r-1", "Body": "{\"n\": 9007199254740993}\u00e9",
              "Attributes": {"SentTimestamp": "1795321803123", "ApproximateReceiveCount": "2", "MessageGroupId": "g",
                             "SequenceNumber": "188"},
              "MessageAttributes": {
                "event-type": {"StringValue": "order.paid", "DataType": "String"},
                "amount": {"StringValue": "1.10", "DataType": "Number"},
                "raw": {"BinaryValue": "AP8=", "DataType": "Binary"}}}]}
            """#
        let received = try #require(answer(json)?.messages.first)
        let message = received.message(from: "orders")
        #expect(received.receipt == "r-1")
        #expect(message.position == "sqs/orders/m-1")
        #expect(message.timestamp == Timestamp(milliseconds: 1_795_321_803_123))
        #expect(message.key == Bytes("g".utf8))
        #expect(message.body == Bytes("{\"n\": 9007199254740993}é".utf8))
        #expect(message.text(ofHeader: "approximatereceivecount") == "2")
        #expect(message.text(ofHeader: "event-type") == "order.paid")
        #expect(message.text(ofHeader: "amount") == "1.10")
        #expect(message.headers.first { $0.name == "raw" }?.value == [0x00, 0xFF])
        #expect(message.attributes.contains(Header(name: "message-id", value: "m-1")))
        #expect(message.attributes.contains(Header(name: "sequence-number", value: "188")))
    }

    @Test("an empty queue answers with nothing", arguments: ["{}", #"{"Messages":[]}"#, #"{"Messages":null}"#])
    func empty(_ json: String) throws {
        #expect(try #require(answer(json)).messages.isEmpty)
    }

    @Test("what is not an answer is none", arguments: ["", "[]", "<html>", "{\"Messages\":"])
    func none(_ json: String) {
        #expect(answer(json) == nil)
    }

    @Test("one message that is wrong does not take the others with it")
    func poison() throws {
        let json = #"""
            {"Messages": [{"Body": "no id"}, 7, {"MessageId": "a", "ReceiptHandle": "r", "Body": "\ud800!"},
              {"MessageId": "b", "ReceiptHandle": "r", "Body": "ok", "Attributes": {"SentTimestamp": "soon"},
               "MessageAttributes": {"x": 3, "y": {"BinaryValue": "*"}}}]}
            """#
        let answer = try #require(self.answer(json))
        #expect(answer.messages.map(\.id) == ["a", "b"])
        #expect(answer.unreadable == 1)
        #expect(answer.messages[0].message(from: "q").body == Bytes("\u{FFFD}!".utf8))
        let second = answer.messages[1].message(from: "q")
        #expect(second.timestamp == nil)
        #expect(second.headers.map(\.name) == ["x", "y"])
    }

    @Test("a batch names what failed, and whether it can be tried again")
    func batch() throws {
        let json = #"""
            {"Successful":[{"Id":"0"}],"Failed":[{"Id":"1","Code":"InternalError","SenderFault":false},
             {"Id":"2","Code":"ReceiptHandleIsInvalid","SenderFault":true}]}
            """#
        let answer = try #require(BatchAnswer(Bytes(json.utf8)))
        #expect(answer.failures[0] == nil)
        #expect(answer.failures[1] == .init(code: "InternalError", isFinal: false))
        #expect(answer.failures[2] == .init(code: "ReceiptHandleIsInvalid", isFinal: true))
    }

    @Test(
        "queues know their region",
        arguments: [
            ("sqs.eu-west-1.amazonaws.com", "eu-west-1"), ("eu-west-1.queue.amazonaws.com", "eu-west-1"),
            ("queue.amazonaws.com", "us-east-1"), ("vpce-1a-2b.sqs.us-west-2.vpce.amazonaws.com", "us-west-2"),
            ("sqs.cn-north-1.amazonaws.com.cn", "cn-north-1"), ("127.0.0.1", nil), ("sqs.example.com", nil),
        ] as [(String, String?)]
    )
    func regions(_ host: String, _ region: String?) {
        #expect(SQSQueue.region(ofHost: host) == region)
    }

    @Test("endpoints give the Host header as libcurl sends it")
    func endpoints() {
        #expect(ServiceEndpoint("https://a.b:443/")?.host == "a.b")
        #expect(ServiceEndpoint("http://127.0.0.1:4566")?.host == "127.0.0.1:4566")
        #expect(ServiceEndpoint("http://127.0.0.1:4566")?.url == "http://127.0.0.1:4566/")
        #expect(ServiceEndpoint("http://[::1]:80/x/y")?.host == "[::1]")
        #expect(ServiceEndpoint("http://[::1]:80/x/y")?.path == "/x/y")
        #expect(ServiceEndpoint("http://u:p@a/") == nil)
        #expect(ServiceEndpoint.of("sqs", in: "cn-north-1")?.host == "sqs.cn-north-1.amazonaws.com.cn")
    }

    @Test("STS's XML gives its values")
    func xml() {
        let body = Bytes("<A><SecretAccessKey>a&amp;b/c</SecretAccessKey></A>".utf8)
        #expect(XMLText.value(of: "SecretAccessKey", in: body) == "a&b/c")
        #expect(XMLText.value(of: "SessionToken", in: body) == nil)
        #expect(XMLText.value(of: "SecretAccessKey", in: Bytes("{}".utf8)) == nil)
    }
}
