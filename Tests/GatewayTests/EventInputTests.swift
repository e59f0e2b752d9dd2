import Domain
import HTTPTypes
import Testing

@testable import Gateway

@Suite("Bodies that make events", .timeLimit(.minutes(1)))
struct EventInputTests {
    private let endpoint = ULID.random()

    private func input(_ text: String, _ kind: EventInput.Kind = .broadcast) throws -> EventInput {
        try EventInput(Bytes(text.utf8), kind: kind)
    }

    @Test(
        "keeps every byte of the data",
        arguments: [
            #"{"id":9007199254740993,"price":1.10,"big":1e400}"#,
            #"{"b":1,"a":2,"a":3}"#,
            #""\u00e9 é <>& \ud83d\ude00 \/""#,
            "null", "[]", "-0.0", #"{"":{"data":1}}"#,
            String(repeating: "[", count: 200) + String(repeating: "]", count: 200),
        ]
    )
    func dataIsKept(data: String) throws {
        let input = try input(#"{ "event_type" : "order.paid", "data" :\#(data) }"#)
        #expect(String(decoding: input.data, as: UTF8.self) == data)
    }

    @Test("leaves out white space between tokens, and none within texts")
    func dataIsCompacted() throws {
        let input = try input("{\"event_type\":\"x\",\"data\": {\n \"a b\" : [ 1 ,\t\" c \" ] }}")
        #expect(String(decoding: input.data, as: UTF8.self) == #"{"a b":[1," c "]}"#)
    }

    @Test("takes the endpoint under its name and under Convoy's old one")
    func singleTarget() throws {
        let new = try input(#"{"endpoint_id":"\#(endpoint)","event_type":"x","data":1}"#, .single)
        #expect(new.target == .endpoint(endpoint))
        #expect(new.endpointField == "endpoint_id")
        let old = try input(#"{"app_id":"\#(endpoint)","event_type":"x","data":1}"#, .single)
        #expect(old.target == .endpoint(endpoint))
        #expect(old.endpointField == "app_id")
    }

    @Test("takes the owner of a fan-out")
    func fanoutTarget() throws {
        let input = try input(#"{"owner_id":"cust-42","event_type":"x","data":1}"#, .fanout)
        #expect(input.target == .owner("cust-42"))
    }

    @Test(
        "names what is missing, wrong or not known",
        arguments: [
            (#"{"endpoint_id":"01J4BNTV0M6F3Q2RS9W5C8X7YZ","data":1}"#, EventInput.Kind.single, "event_type"),
            (#"{"endpoint_id":"01J4BNTV0M6F3Q2RS9W5C8X7YZ","event_type":"x"}"#, .single, "data"),
            (#"{"event_type":"x","data":1}"#, .single, "endpoint_id"),
            (#"{"endpoint_id":"nonsense","event_type":"x","data":1}"#, .single, "endpoint_id"),
            (#"{"event_type":"x","data":1}"#, .fanout, "owner_id"),
            (#"{"event_type":"","data":1}"#, .broadcast, "event_type"),
            (#"{"event_type":"a\nb","data":1}"#, .broadcast, "event_type"),
            (#"{"event_type":"x","data":1,"owner_id":"y"}"#, .broadcast, "owner_id"),
            (#"{"event_type":"x","data":1,"idempotency_key":5}"#, .broadcast, "idempotency_key"),
            (#"{"event_type":"x","data":1,"custom_headers":["a"]}"#, .broadcast, "custom_headers"),
        ]
    )
    func refusals(text: String, kind: EventInput.Kind, field: String) throws {
        let error = try #require(throws: APIError.self) { try input(text, kind) }
        #expect(error.status == .badRequest)
        #expect(error.issues.map(\.field) == [field])
        #expect(error.message.contains(field))
    }

    @Test("takes what clients send for headers and keys they do not use")
    func emptyOptions() throws {
        let input = try input(#"{"event_type":"x","data":1,"custom_headers":null,"idempotency_key":""}"#)
        #expect(input.headers.isEmpty)
        #expect(input.idempotencyKey == nil)
    }
}
