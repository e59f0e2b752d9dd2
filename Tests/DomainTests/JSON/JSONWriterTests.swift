import Domain
import Testing

@Suite("JSON writer")
struct JSONWriterTests {
    @Test("puts commas where they belong")
    func commas() throws {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("uid", ULID(high: 0, low: 1))
            writer.member("name", "a\"b")
            writer.member("nothing", String?.none)
            writer.member("count", 3)
            writer.member("at", Timestamp(milliseconds: 0))
            writer.member("data", raw: payload(#"{"n":1.10}"#))
            writer.member("empty") { $0.object { _ in } }
            writer.member("list") { writer in
                writer.array { writer in
                    writer.integer(1)
                    writer.array { _ in }
                    writer.object { $0.member("x", true) }
                    writer.null()
                    writer.number(1.5)
                    writer.number(.infinity)
                }
            }
            writer.member("names", ["a", "b"])
        }
        let expected = #"""
            {"uid":"00000000000000000000000001","name":"a\"b","nothing":null,"count":3,\#
            "at":"1970-01-01T00:00:00.000Z",\#
            "data":{"n":1.10},"empty":{},"list":[1,[],{"x":true},null,1.5,null],"names":["a","b"]}
            """#
        #expect(writer.text == expected)
        try JSON.validate(writer.bytes[...])
    }
}
