import Domain
import Testing

@Suite("JSON validation")
struct JSONValidationTests {
    @Test("accepts what RFC 8259 accepts", arguments: JSONCorpus.good)
    func good(text: String) throws {
        try JSON.validate(payload(text))
        #expect(ReferenceJSON.accepts(Array(text.utf8)))
    }

    @Test("refuses everything else", arguments: JSONCorpus.bad)
    func bad(text: String) {
        #expect(throws: JSONError.self) { try JSON.validate(payload(text)) }
        #expect(!ReferenceJSON.accepts(Array(text.utf8)))
    }

    @Test("refuses strings that are not UTF-8", arguments: JSONCorpus.badBytes)
    func badBytes(bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSON.validate(bytes[...]) }
    }

    @Test(
        "says where and what",
        arguments: [
            (#"{"a":1,}"#, 7, "expected a name in double quotes"),
            ("[1 2]", 3, "expected a comma or ]"),
            ("  ", 2, "the text is empty"),
            ("[1] x", 4, "there is something after the value"),
            (#"{"a" 1}"#, 5, "expected a colon"),
            ("[tru]", 4, "expected true"),
            ("007", 1, "a number starts with a needless zero"),
            ("\"a\nb\"", 2, "a string holds a control character that is not escaped"),
            ("not json", 1, "expected null"),
        ]
    )
    func reasons(text: String, offset: Int, reason: String) {
        #expect(throws: JSONError(offset: offset, reason: reason)) { try JSON.validate(payload(text)) }
    }

    @Test("bounds the depth, counting arrays and objects")
    func depth() throws {
        func nested(_ depth: Int) -> Bytes {
            payload(String(repeating: #"[{"a":"#, count: depth / 2) + "1" + String(repeating: "}]", count: depth / 2))
        }
        try JSON.validate(nested(200))
        try JSON.validate(nested(512))
        #expect(throws: JSONError.self) { try JSON.validate(nested(514)) }
        try JSON.validate(nested(4_000), maximumDepth: 4_000)
        #expect(throws: JSONError.self) { try JSON.validate(payload("[[1]]"), maximumDepth: 1) }
        #expect(throws: JSONError.self) { try JSON.validate(payload(String(repeating: "[", count: 1_000_000))) }
        // The limit is the same whichever way one looks in.
        let path = try #require(JSONPath("0.a"))
        #expect(try JSON.value(in: nested(512), at: path) == nested(512).dropFirst(6).dropLast(2))
        #expect(throws: JSONError.self) { try JSON.value(in: nested(514), at: path) }
    }

    @Test("remembers what each of many open brackets was")
    func mixedNesting() throws {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<500 {
            let objects = (0..<Int.random(in: 1...300, using: &generator)).map { _ in Bool.random(using: &generator) }
            let head = objects.map { $0 ? #"{"k":"# : "[" }.joined()
            let tail = objects.reversed().map { $0 ? "}" : "]" }
            try JSON.validate(payload(head + "0" + tail.joined()))
            var wrong = tail
            let index = wrong.indices.randomElement(using: &generator) ?? 0
            wrong[index] = wrong[index] == "}" ? "]" : "}"
            #expect(throws: JSONError.self) { try JSON.validate(payload(head + "0" + wrong.joined())) }
        }
    }

    @Test("agrees with a second parser on damaged texts, and no entry point crashes on one")
    func fuzz() throws {
        var generator = SeededGenerator(seed: 5)
        let originals = JSONCorpus.good.map { Array($0.utf8) } + JSONCorpus.badBytes
        let path = try #require(JSONPath("a.0.b"))
        var accepted = 0
        for round in 0..<40_000 {
            let bytes = originals[round % originals.count].mutated(using: &generator)
            let isGood = (try? JSON.validate(bytes[...])) != nil
            let isContainer = isGood && [.object, .array].contains(JSON.kind(of: bytes[...]))
            let found = [
                ReferenceJSON.accepts(bytes),
                (try? JSON.compact(bytes[...])) != nil,
                (try? JSON.value(in: bytes[...], at: path) ?? []) != nil,
                (try? JSON.members(of: bytes[...])) != nil || (try? JSON.elements(of: bytes[...])) != nil,
                JSON.text(of: bytes[...]) == nil || isGood,
            ]
            if found != [isGood, isGood, isGood, isContainer, true] {
                Issue.record("validate says \(isGood), others \(found), of \(bytes)")
            }
            accepted += isGood ? 1 : 0
        }
        #expect((2_000..<38_000).contains(accepted))
    }
}
