import Domain
import HTTPTypes
import Testing

@testable import Gateway

@Suite("Input of requests", .timeLimit(.minutes(1)))
struct InputObjectTests {
    private func input(_ text: String) throws -> InputObject {
        try InputObject(body: Bytes(text.utf8))
    }

    private func issues(_ body: () throws -> Void) throws -> [FieldIssue] {
        do {
            try body()
            return []
        } catch let error as APIError {
            #expect(error.status == .badRequest)
            return error.issues
        }
    }

    @Test("names every wrong field at once, with its path")
    func allIssuesAtOnce() throws {
        let found = try issues {
            let input = try input(#"{"name":7,"config":{"count":"x","extra":1},"tags":["a",2],"typo":true}"#)
            _ = input.string("name")
            let config = input.object("config")
            _ = config?.integer("count", in: 0...9)
            _ = input.strings("tags")
            try input.finish()
        }
        #expect(Set(found.map(\.field)) == ["name", "config.count", "tags[1]", "typo", "config.extra"])
    }

    @Test("says which fields are known when one is not")
    func unknownFieldsNameTheKnown() throws {
        let found = try issues {
            let input = try input(#"{"evnet_type":"x"}"#)
            _ = input.string("event_type")
            try input.finish()
        }
        #expect(found.map(\.field) == ["evnet_type"])
        #expect(found.first?.message.contains("event_type") == true)
    }

    @Test(
        "refuses bodies that are no JSON object",
        arguments: ["", "[]", "7", "{", #"{"a":1"#, #"{"a":1}x"#, #"{"a":01}"#, "\u{FEFF}{}", #"{"a":"\x"}"#]
    )
    func notAnObject(text: String) {
        #expect(throws: APIError.self) { try input(text) }
    }

    @Test("refuses a field that is given twice")
    func duplicates() throws {
        let found = try issues {
            let input = try input(#"{"a":1,"\u0061":2}"#)
            _ = input.integer("a", in: 0...9)
            try input.finish()
        }
        #expect(found.map(\.field) == ["a"])
    }

    @Test("takes null as not given")
    func nullIsAbsent() throws {
        let input = try input(#"{"name":null,"count":null,"on":null}"#)
        #expect(input.string("name") == nil)
        #expect(input.integer("count", in: 0...9) == nil)
        #expect(input.boolean("on") == nil)
        try input.finish()
    }

    @Test(
        "takes an unsupported field only while it says nothing",
        arguments: [
            ("null", true), (#""""#, true), ("0", true), ("-0.0e0", true), ("false", true), ("[]", true), ("{}", true),
            (#"{"count":0,"threshold":""}"#, true), (#"{"a":{"b":[null,{}]}}"#, true), (#""DEFAULT""#, true),
            (#"{"count":1}"#, false), ("true", false), (#""x""#, false), ("[1]", false), ("10", false),
        ]
    )
    func neutralValues(text: String, isTaken: Bool) throws {
        let found = try issues {
            let input = try input(#"{"alert_config":\#(text)}"#)
            input.refuse("alert_config", unless: [#""DEFAULT""#])
            try input.finish()
        }
        #expect(found.isEmpty == isTaken)
        #expect(isTaken || found.first?.message.contains("not supported") == true)
    }

    @Test(
        "reads seconds as a number or as older clients write them",
        arguments: [("30", 30), (#""30s""#, 30), (#""5m""#, 300), (#""1h""#, 3_600), (#""45""#, 45)]
    )
    func durations(text: String, seconds: Int) throws {
        let input = try input(#"{"timeout":\#(text)}"#)
        #expect(input.duration("timeout", in: 0...3_600) == .seconds(seconds))
        try input.finish()
    }

    @Test("splits lists into their elements, whatever stands in them")
    func elements() {
        let list = Bytes(#"[ 1 , "a,]\"[" ,[2,[3]] , {"x":[4],"y":"}"} ,null ]"#.utf8)
        let texts = InputValue.elements(of: list).map { String(decoding: $0, as: UTF8.self) }
        #expect(texts == ["1", #""a,]\"[""#, "[2,[3]]", #"{"x":[4],"y":"}"}"#, "null"])
        #expect(InputValue.elements(of: Bytes("[]".utf8)).isEmpty)
        #expect(InputValue.elements(of: Bytes("[ ]".utf8)).isEmpty)
    }

    @Test("refuses headers that would break a request apart")
    func headers() throws {
        let found = try issues {
            let input = try input(#"{"custom_headers":{"X-A":"b","X-B":"c\r\nX-Evil: 1","X C":"d","X-D":1}}"#)
            #expect(input.headers("custom_headers") == [Header(name: "X-A", value: "b")])
            try input.finish()
        }
        #expect(found.map(\.field) == ["custom_headers.X-B", "custom_headers.X C", "custom_headers.X-D"])
    }
}
