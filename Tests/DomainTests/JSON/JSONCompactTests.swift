import Domain
import Testing

@Suite("JSON compaction")
struct JSONCompactTests {
    @Test(
        "removes white space between tokens and touches nothing else",
        arguments: [
            (" 1 ", "1"),
            ("{ \"b\" : 1.10 ,\n\t\"a\" : [ 1 , 2 ] }\r\n", #"{"b":1.10,"a":[1,2]}"#),
            (#"{"a b" : " c  d ", "e\" f" : "\\" }"#, #"{"a b":" c  d ","e\" f":"\\"}"#),
            (#"[ 9007199254740993, 1e400, "\u00e9", "é", "<>&" ]"#, #"[9007199254740993,1e400,"\u00e9","é","<>&"]"#),
            (#"{ "a":1, "a":2 }"#, #"{"a":1,"a":2}"#),
            (#"[ "\\\" ]" , "\\" ]"#, #"["\\\" ]","\\"]"#),
        ]
    )
    func compaction(text: String, expected: String) throws {
        #expect(String(decoding: try JSON.compact(payload(text)), as: UTF8.self) == expected)
    }

    @Test("gives back the same slice when there is nothing to remove")
    func sameSlice() throws {
        let text = payload(#"{"a b":" c ","d":[1,2]}"#)
        let compact = try JSON.compact(text)
        #expect(compact == text)
        #expect(compact.startIndex == text.startIndex)
    }

    @Test("refuses what is not JSON", arguments: ["{ \"a\" : }", "[1 2]", ""])
    func refusals(text: String) {
        #expect(throws: JSONError.self) { try JSON.compact(payload(text)) }
    }

    @Test("is stable: the compact form of a compact form is itself", arguments: JSONCorpus.good)
    func stability(text: String) throws {
        let compact = try JSON.compact(payload(text))
        #expect(try JSON.compact(compact) == compact)
    }
}
