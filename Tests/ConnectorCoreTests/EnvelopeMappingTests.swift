import ConnectorCore
import Domain
import Testing

@Suite("Convoy's envelopes")
struct EnvelopeMappingTests {
    private let mapping = MessageMapping(format: .envelope)
    private let id = MappingFixture.endpoint.description

    @Test("the bytes of data are cut out as they stand")
    func data() throws {
        let data = #"{ "z":1.10, "a":9007199254740993,"a":"<\u00e9>" }"#
        let body =
            #"{"event_type":"order.filled", "endpoint_id":"\#(id)" ,"data" : \#(data) , "idempotency_key":"k-1"}"#
        let event = try #require(MappingFixture.event(mapping, MappingFixture.message(body)))
        #expect(event.data.text == data)
        #expect(event.eventType == "order.filled")
        #expect(event.target == .endpoint(MappingFixture.endpoint))
        #expect(event.idempotencyKey == "k-1")
    }

    @Test("the type comes from the broker's header, else from custom_headers, else it is single")
    func types() {
        let fanout = #"{"event_type":"a","data":1,"owner_id":"cust-42"}"#
        let header = MappingFixture.message(fanout, headers: [("X-Convoy-Message-Type", "fanout")])
        #expect(MappingFixture.event(mapping, header)?.target == .owner("cust-42"))
        let custom = #"{"event_type":"a","data":1,"custom_headers":{"x-convoy-message-type":"broadcast"}}"#
        #expect(MappingFixture.event(mapping, MappingFixture.message(custom))?.target == .broadcast)
        let both = MappingFixture.message(custom, headers: [("x-convoy-message-type", "fanout")])
        #expect(
            MappingFixture.letter(mapping, both)?.reason == "`owner_id` is missing: a message of type fanout needs one"
        )
        #expect(
            MappingFixture.letter(mapping, MappingFixture.message(fanout))?.reason
                == "`endpoint_id` is missing: a message of type single needs one"
        )
    }

    @Test(
        "what is wrong is named",
        arguments: [
            (
                #"{"event_type":"a","data":1,"app_id":"x","zz":1}"#,
                "unknown fields `app_id`, `zz` in the envelope: it may have"
            ),
            (#"{"event_type":"a"}"#, "`data` is missing in the envelope"),
            (#"{"data":{}}"#, "event type missing: `event_type` is not set in the envelope"),
            (#"{"data":{},"event_type":""}"#, "event type missing"),
            (#"{"data":{},"event_type":7}"#, "`event_type` must be text, not number"),
            (#"{"data":{},"event_type":"a","endpoint_id":"x"}"#, "unknown endpoint: `x` is not an endpoint id"),
            (#"{"data":{},"event_type":"a","custom_headers":[]}"#, "`custom_headers` must be an object, not array"),
            (#"{"data":{},"event_type":"a","custom_headers":{"a":1}}"#, "`custom_headers.a` must be text, not number"),
            (#"[1]"#, "not a valid JSON object: "), (#"{"#, "not a valid JSON object: "), ("", "empty payload"),
            (
                #"{"data":{},"event_type":"a","custom_headers":{"x-convoy-message-type":"dynamic"}}"#,
                "unknown message type `dynamic` in x-convoy-message-type: use single, fanout or broadcast"
            ),
        ]
    )
    func wrong(_ body: String, _ reason: String) throws {
        let letter = try #require(MappingFixture.letter(mapping, MappingFixture.message(body)))
        #expect(letter.reason.hasPrefix(reason), "\(letter.reason)")
        #expect(letter.body.text == body)
    }

    @Test("custom headers go out, the broker's win, the key is the message id, and reserved names stay")
    func headers() throws {
        let body =
            #"{"event_type":"a","data":1,"endpoint_id":"\#(id)","custom_headers":{"X-A":"mine","X-B":"b","webhook-id":"no","Bad Name":"x"}}"#
        let message = MappingFixture.message(body, key: "key-1", headers: [("x-a", "broker")])
        let headers = try #require(MappingFixture.event(mapping, message)).headers
        #expect(headers.map { "\($0.name): \($0.value)" } == ["x-a: broker", "X-B: b", "x-broker-message-id: key-1"])
    }

    @Test("the limit is the data's, not the envelope's")
    func limit() {
        let body = #"{"event_type":"a","data":[1,2],"endpoint_id":"\#(id)"}"#
        #expect(MappingFixture.letter(mapping, MappingFixture.message(body), limit: 5) == nil)
        #expect(
            MappingFixture.letter(mapping, MappingFixture.message(body), limit: 4)?.reason.hasPrefix(
                "data is too large"
            ) == true
        )
    }
}
