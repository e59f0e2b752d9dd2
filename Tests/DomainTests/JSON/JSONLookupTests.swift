import Domain
import Testing

@Suite("JSON look-up")
struct JSONLookupTests {
    @Test(
        "finds the span of a value",
        arguments: [
            ("a", #"{"a":1}"#, "1"),
            ("$.a", #" { "a" : 9007199254740993 } "#, "9007199254740993"),
            ("a.b", #"{"a":{"b": 1.10 ,"c":2}}"#, "1.10"),
            ("a.1", #"{"a":[1,{"x":"y"},3]}"#, #"{"x":"y"}"#),
            ("$.a[1].x", #"{"a":[1,{"x":"y"},3]}"#, #""y""#),
            ("$[0]", "[[ 1 ]]", "[ 1 ]"),
            ("0.0", "[[1e400]]", "1e400"),
            ("a.0", #"{"a":{"0":true}}"#, "true"),
            ("$", " [1] ", "[1]"),
            ("$['a.b']", #"{"a":{"b":1},"a.b":2}"#, "2"),
            (#"$["it's"]"#, #"{"it's":3}"#, "3"),
            ("['0']", #"{"0":3}"#, "3"),
            ("a", #"{"a":1,"b":0,"a":2}"#, "2"),
            ("é", #"{"\u00e9":1}"#, "1"),
            ("é", #"{"é":1}"#, "1"),
            ("ab", #"{"\u0061b":1}"#, "1"),
            (#"a"b"#, #"{"a\"b":1}"#, "1"),
            ("😀", #"{"\ud83d\ude00":1}"#, "1"),
            ("a b", #"{"a b":null}"#, "null"),
        ]
    )
    func found(path: String, text: String, value: String) throws {
        let path = try #require(JSONPath(path))
        let found = try #require(try JSON.value(in: payload(text), at: path))
        #expect(String(decoding: found, as: UTF8.self) == value)
    }

    @Test(
        "finds nothing where nothing is",
        arguments: [
            ("a", "{}"), ("a", "[1]"), ("a", "1"), ("a.b", #"{"a":1}"#), ("a.b", #"{"a":{"b":1},"a":2}"#),
            ("a[0]", #"{"a":{"0":1}}"#), ("['0']", "[1]"), ("0", "[]"), ("2", "[1,2]"), ("a", #"{"A":1}"#),
            ("a", #"{"ab":1}"#), ("ab", #"{"a":1}"#), ("a", #"{"":1}"#), ("01", "[1,2]"), ("b", #"{"a\u0062":1}"#),
        ]
    )
    func notFound(path: String, text: String) throws {
        let path = try #require(JSONPath(path))
        #expect(try JSON.value(in: payload(text), at: path) == nil)
    }

    @Test("checks the whole text, also behind what was found")
    func checksTheRest() throws {
        let path = try #require(JSONPath("a"))
        for text in [#"{"a":1"#, #"{"a":1} x"#, #"{"a":1,"b":tru}"#, #"{"b":01,"a":1}"#, ""] {
            #expect(throws: JSONError.self) { try JSON.value(in: payload(text), at: path) }
            #expect(throws: JSONError.self) { try JSON.members(of: payload(text)) }
        }
    }

    @Test(
        "refuses texts that are no path",
        arguments: [
            "", ".", "a.", ".a", "a..b", "$a", "$.", "a[", "a[]", "a[x]", "a[-1]", "a['b'", "a]", "[0]a", "a[01]",
            "a[9999999999]",
        ]
    )
    func badPaths(text: String) {
        #expect(JSONPath(text) == nil)
    }

    @Test("paths to the same place are equal")
    func equalPaths() {
        #expect(JSONPath("$.a.b") == JSONPath("a.b"))
        #expect(JSONPath("$.a.b") != JSONPath("a.c"))
    }

    @Test("lists members in order, with repeated names and exact values")
    func members() throws {
        let text = #" {"b" : 1.10 ,"a":[1, 2],"b":{"x":"\u00e9"},"\u0062\n":null,"\ud800":0} "#
        let members = try JSON.members(of: payload(text))
        #expect(members.map(\.name) == ["b", "a", "b", "b\n", "\u{FFFD}"])
        let values = members.map { String(decoding: $0.value, as: UTF8.self) }
        #expect(values == ["1.10", "[1, 2]", #"{"x":"\u00e9"}"#, "null", "0"])
    }

    @Test("a value is a slice of the text's own storage, at its place")
    func slices() throws {
        let text = payload(#"{"data":[1]}"#)
        let members = try JSON.members(of: text)
        let value = try #require(members.first?.value)
        #expect(value.startIndex == text.startIndex + 8)
        #expect(text[value.startIndex..<value.endIndex] == value)
    }

    @Test("has no members of what is no object, no elements of what is no array")
    func wrongKinds() throws {
        for text in ["[]", "1", #""{}""#, "null"] {
            #expect(throws: JSONError.self) { try JSON.members(of: payload(text)) }
        }
        for text in ["{}", "1", "null"] {
            #expect(throws: JSONError.self) { try JSON.elements(of: payload(text)) }
        }
        #expect(try JSON.members(of: payload(" {} ")).isEmpty)
        #expect(
            try JSON.elements(of: payload("[1, \"a\" ,[]]")).map { String(decoding: $0, as: UTF8.self) } == [
                "1", #""a""#, "[]",
            ]
        )
    }

    @Test("tells kinds apart by their first character")
    func kinds() {
        let kinds = [" {}", "[]", #""a""#, "-1", "5", "true", "false", "null", "x", ""].map {
            JSON.kind(of: payload($0))
        }
        #expect(kinds == [.object, .array, .string, .number, .number, .boolean, .boolean, .null, nil, nil])
    }
}
