import Domain
import Testing

@testable import ConnectorCore

@Suite("CloudEvents")
struct CloudEventMappingTests {
    private let mapping = MessageMapping(format: .cloudEvents)

    private static let data = #"{ "z":1.10, "a":9007199254740993,"a":"<\u00e9>" }"#

    private func message(_ body: String?, _ headers: [(String, String)]) -> Message {
        MappingFixture.message(body, headers: headers)
    }

    private func structured(_ body: String) -> Message {
        message(body, [("Content-Type", "application/CloudEvents+json; charset=utf-8")])
    }

    @Test(
        "binary: attributes are headers, spelled as Kafka, AMQP or HTTP spell them, and data keeps its bytes",
        arguments: ["ce_", "ce-", "CE-", "cloudEvents:", "cloudEvents_"]
    )
    func binary(_ prefix: String) throws {
        let attributes = [
            ("specversion", "1.0"), ("id", "A-1"), ("source", "/shop"), ("type", "order.paid"), ("Tenant", "t-1"),
        ]
        let headers =
            [("content-type", "application/json"), ("x-shop", "1")] + attributes.map { (prefix + $0.0, $0.1) }
        let event = try #require(MappingFixture.event(mapping, message(Self.data, headers)))
        #expect(event.data.text == Self.data)
        #expect(event.eventType == "order.paid")
        #expect(event.idempotencyKey == "/shop A-1")
        #expect(event.target == .subscriptions)
        #expect(
            event.headers.map { "\($0.name): \($0.value)" } == [
                "content-type: application/json", "ce-specversion: 1.0", "ce-id: A-1", "ce-source: /shop",
                "ce-type: order.paid", "ce-tenant: t-1", "x-shop: 1",
            ]
        )
    }

    @Test("structured: the bytes of data are cut out as they stand, extensions go out as headers")
    func structured() throws {
        let body = """
            {"specversion":"1.0","type":"order.paid","source":"urn:shop","id":"7","data": \(Self.data) ,"number":7,"flag":true,\
            "none":null,"subject":"ü \\"x\\" 100%","datacontenttype":"application/vnd.shop+json"}
            """
        let event = try #require(MappingFixture.event(mapping, structured(body)))
        #expect(event.data.text == Self.data)
        #expect(event.header("content-type") == "application/vnd.shop+json")
        #expect(event.header("ce-subject") == "%C3%BC%20%22x%22%20100%25")
        #expect(event.header("ce-number") == "7")
        #expect(event.header("ce-flag") == "true")
        #expect(event.header("ce-none") == nil)
        #expect(event.header("ce-datacontenttype") == nil)
        #expect(event.position == "kafka/orders/3/8812")
        // A body that is an object speaks for itself where nothing else does.
        #expect(MappingFixture.event(mapping, message(body, []))?.data.text == Self.data)
    }

    @Test("structured: data of other types is text, data_base64 is bytes, and there may be none")
    func data() throws {
        func event(_ members: String) -> Envelope? {
            let body = #"{"specversion":"1.0","type":"a","source":"s","id":"1"\#(members)}"#
            return MappingFixture.event(mapping, structured(body))
        }
        #expect(event(#","data":"<a>\u00e9</a>","datacontenttype":"text/xml""#)?.data.text == "<a>é</a>")
        #expect(event(#","data":"text""#)?.data.text == #""text""#)
        #expect(event(#","data":null"#)?.data.text == "null")
        let binary = event(#","data_base64":"/wD+","datacontenttype":"application/octet-stream""#)
        #expect(binary?.data == [0xFF, 0x00, 0xFE])
        #expect(binary?.header("content-type") == "application/octet-stream")
        #expect(event(#","data_base64":"eyJhIjoxfQ==""#)?.data.text == #"{"a":1}"#)
        #expect(event("")?.data == [])
    }

    @Test("batched: one message is several events, each with an id of its own that redelivery repeats")
    func batched() throws {
        let first = #"{"specversion":"1.0","type":"a","source":"s","id":"1","data":1.10}"#
        let second = #"{"specversion":"1.0","type":"b","source":"s","id":"2","data":{}}"#
        let broken = #"{"specversion":"1.0","type":"b","source":"s","data":{}}"#
        let body = "[\(first), \(broken) ,\(second)]"
        let message = message(body, [("content-type", "application/cloudevents-batch+json"), ("x-shop", "1")])
        let entries = MappingFixture.entries(mapping, message)
        try #require(entries.count == 3)
        #expect(entries == MappingFixture.entries(mapping, message))
        guard case .event(let one) = entries[0], case .deadLetter(let letter) = entries[1],
            case .event(let two) = entries[2]
        else {
            Issue.record("not an event, a dead letter and an event")
            return
        }
        #expect(one.data.text == "1.10")
        #expect(one.position == "kafka/orders/3/8812#0")
        #expect(one.header("x-shop") == "1")
        #expect(two.eventType == "b")
        #expect(two.position == "kafka/orders/3/8812#2")
        #expect(Set([one.id, letter.id, two.id]).count == 3)
        #expect(letter.reason == "no CloudEvent: `id` is missing")
        #expect(letter.body.text == broken)
        #expect(letter.position == "kafka/orders/3/8812#1")
        // Mended and submitted again it is the event that it should have been.
        let mended = Message(resubmitting: letter, body: ArraySlice(first.utf8))
        #expect(MappingFixture.event(mapping, mended)?.data.text == "1.10")
        #expect(MappingFixture.event(mapping, mended)?.id == letter.id)
    }

    @Test("an empty batch is nothing, and one with too many events is one dead letter")
    func batchSizes() {
        let batch = { message($0, [("content-type", "application/cloudevents-batch+json")]) }
        #expect(MappingFixture.entries(mapping, batch("[]")).isEmpty)
        let many = "[" + Array(repeating: "{}", count: 1_001).joined(separator: ",") + "]"
        #expect(
            MappingFixture.letter(mapping, batch(many))?.reason
                == "too many CloudEvents in one message: 1001, and 1000 are allowed"
        )
        #expect(
            MappingFixture.letter(mapping, batch("{}"))?.reason.hasPrefix(
                "no batch of CloudEvents: not a valid JSON array"
            )
                == true
        )
    }

    @Test(
        "what is wrong is named",
        arguments: [
            ("", "empty payload: the source expects a CloudEvent"),
            ("[]", "no CloudEvent: not a valid JSON object: "), ("{", "no CloudEvent: not a valid JSON object: "),
            ("{}", "no CloudEvent: `specversion`, `id`, `source`, `type` are missing"),
            (
                #"{"specversion":"0.3","type":"a","source":"s","id":"1"}"#,
                "unknown CloudEvents version `0.3`: specversion must be 1.0"
            ),
            (#"{"specversion":"1.0","type":"a","source":"s","id":7}"#, "no CloudEvent: `id` must be text, not number"),
            (#"{"specversion":"1.0","type":"a","source":"s","id":""}"#, "no CloudEvent: `id` is missing"),
            (
                #"{"specversion":"1.0","type":"a","source":"s","id":"1","x":{}}"#,
                "no CloudEvent: `x` must be text, a number or a truth value, not object"
            ),
            (
                #"{"specversion":"1.0","type":"a","source":"s","id":"1","b d":"x"}"#,
                "no CloudEvent: `b d` is no name of an attribute"
            ),
            (
                #"{"specversion":"1.0","type":"a","source":"s","id":"1","data":1,"data_base64":"eA=="}"#,
                "no CloudEvent: `data` and `data_base64` exclude each other"
            ),
            (
                #"{"specversion":"1.0","type":"a","source":"s","id":"1","data_base64":"?"}"#,
                "no CloudEvent: `data_base64` is not base 64"
            ),
            (#"{"specversion":"1.0","type":"a","source":"s","id":"1","data_base64":"ew=="}"#, "not valid JSON: "),
            (#"{"specversion":"1.0","type":"a\n","source":"s","id":"1"}"#, "`type` has control characters"),
        ]
    )
    func wrong(_ body: String, _ reason: String) throws {
        let letter = try #require(MappingFixture.letter(mapping, structured(body)))
        #expect(letter.reason.hasPrefix(reason), "\(letter.reason)")
        #expect(letter.body.text == body)
    }

    @Test("attributes without end are refused")
    func tooMany() throws {
        let many = (0..<300).map { #""a\#($0)":1"# }.joined(separator: ",")
        let letter = try #require(MappingFixture.letter(mapping, structured("{\(many)}")))
        #expect(letter.reason == "no CloudEvent: it has more than 256 attributes")
    }

    @Test("a message that is none, or of another format, says what is expected")
    func formats() {
        let none = MappingFixture.letter(mapping, message("7", [("content-type", "application/json")]))
        #expect(none?.reason.hasPrefix("no CloudEvent: there are neither headers such as `ce-type` nor") == true)
        let avro = MappingFixture.letter(mapping, message("7", [("content-type", "application/cloudevents+avro")]))
        #expect(avro?.reason.hasPrefix("unknown CloudEvents format `application/cloudevents+avro`: use ") == true)
        var noText = message("1", [("ce_specversion", "1.0")])
        noText.headers.append(MessageHeader(name: "ce_id", value: [0xFF]))
        #expect(MappingFixture.letter(mapping, noText)?.reason == "no CloudEvent: the value of `ce_id` is no text")
        let invalid = [("ce_specversion", "1.0"), ("ce_id", "1"), ("ce_source", "s"), ("ce_type", "t")]
        #expect(MappingFixture.letter(mapping, message("{", invalid))?.reason.hasPrefix("not valid JSON: ") == true)
    }

    @Test("the source's rules decide where it has any, and may refer to attributes wherever they stood")
    func rules() throws {
        let body = #"{"specversion":"1.0","type":"a","source":"s","id":"1","owner":"cust 42","data":{"k":"k-1"}}"#
        var mapping = mapping
        mapping.target = .owner(ValueRule(.header("ce-owner")))
        mapping.idempotencyKey = JSONPath("$.k").map { ValueRule(.path($0)) }
        mapping.forwarding = .named(["ce-id"])
        let event = try #require(MappingFixture.event(mapping, structured(body)))
        #expect(event.target == .owner("cust 42"))
        #expect(event.idempotencyKey == "k-1")
        #expect(event.headers.map(\.name) == ["ce-id"])
        mapping.eventType = ValueRule(constant: "fallback")
        #expect(MappingFixture.event(mapping, structured(body))?.eventType == "a")
        let untyped = structured(#"{"specversion":"1.0","source":"s","id":"1","owner":"x","data":1}"#)
        #expect(MappingFixture.event(mapping, untyped)?.eventType == "fallback")
    }

    @Test("HTTP's escapes are undone and made again; a key too long for an index becomes a digest")
    func escapes() throws {
        let headers = [("ce-specversion", "1.0"), ("ce-id", "a%20%22b%22"), ("ce-source", "s"), ("ce-type", "t")]
        let event = try #require(MappingFixture.event(mapping, message("1", headers)))
        #expect(event.idempotencyKey == #"s a "b""#)
        #expect(event.header("ce-id") == "a%20%22b%22")
        let long = [
            ("ce_specversion", "1.0"), ("ce_id", String(repeating: "x", count: 600)), ("ce_source", "s"),
            ("ce_type", "t"),
        ]
        #expect(MappingFixture.event(mapping, message("1", long))?.idempotencyKey?.count == 26)
    }

    @Test("the limit is the data's, in every mode")
    func limit() {
        let body = #"{"specversion":"1.0","type":"a","source":"s","id":"1","data_base64":"WzEsMl0="}"#
        #expect(MappingFixture.letter(mapping, structured(body), limit: 5) == nil)
        #expect(
            MappingFixture.letter(mapping, structured(body), limit: 4)?.reason.hasPrefix("data is too large") == true
        )
        let large = String(repeating: " ", count: 400_000)
        #expect(
            MappingFixture.letter(mapping, structured(large), limit: 4)?.reason.hasPrefix("data is too large") == true
        )
    }
}
