import Specification
import Testing

@Suite("YAML")
struct YAMLTests {
    @Test("aliases and merge keys stand for what they name")
    func aliases() throws {
        let result = Example.parse(
            """
            sources:
              - &first
                name: first
                brokers: &brokers [a:1]
                workers: 2
              - name: second
                brokers: *brokers
              - <<: *first
                name: third
            """
        )
        let sources = try #require(result.object).objects("sources")
        #expect(sources.map { $0.string("name") } == ["first", "second", "third"])
        #expect(sources.map { $0.strings("brokers") } == [["a:1"], ["a:1"], ["a:1"]])
        #expect(sources.map { $0.integer("workers") } == [2, 1, 2])
    }

    @Test("a small file that stands for a huge one is refused quickly")
    func laughs() {
        var text = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
        for level in 1...12 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ",")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let result = Example.parse(text + "sources: *a12\n")
        #expect(result.object == nil)
        #expect(result.lines.contains { $0.contains("stands for more than 200000 values") })
    }

    @Test(
        "an alias within a key is refused before it is looked at",
        arguments: ["*a12 : 1", "? *a12\n: 1", "[*a12]: 1", "{[*a12]: 1}", "{? *a12 : 1}"]
    )
    func laughingKeys(key: String) {
        var text = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
        for level in 1...12 {
            text += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ","))]\n"
        }
        let result = Example.parse(text + "k:\n  - " + key.split(separator: "\n").joined(separator: "\n    "))
        #expect(result.issues.map(\.message) == ["an alias cannot be part of a key: write the key out"])
    }

    @Test("text with stars, braces and question marks is no alias")
    func innocent() {
        let result = Example.parse(
            """
            sources:
              - &a
                name: a
                brokers: ["${A:-x}:1", "*", "what? yes", '*b : c']
              - <<: *a
                name: b
            """
        )
        #expect(result.lines == [])
    }

    @Test(
        "deep nesting is refused, however it is written",
        arguments: ["[", "{a: ", "- ", "? ", "- ? ", ": ", "-\t", "-\n", "[a,\n"]
    )
    func depth(opening: String) {
        for start in ["sources: ", "sources:\n  ", ""] {
            let result = Example.parse(start + String(repeating: opening, count: 20_000))
            #expect(result.object == nil)
            #expect(!result.errors.isEmpty)
        }
    }

    @Test("nesting by indentation is refused")
    func indentation() {
        let lines = (0..<2_000).map { String(repeating: " ", count: $0) + "a:\n" }
        #expect(!Example.parse(lines.joined()).errors.isEmpty)
        let items = (0..<2_000).map { String(repeating: " ", count: $0) + "-\n" }
        #expect(!Example.parse(items.joined()).errors.isEmpty)
    }

    @Test("a file that is too large is refused")
    func size() {
        let result = Example.parse("# " + String(repeating: "x", count: 5 << 20))
        #expect(result.lines == ["test.yaml: the file is larger than 4MiB"])
    }

    @Test(
        "syntax errors are told in words, with their place",
        arguments: [
            ("sources:\n\t- name: a", "test.yaml:2:1: a tab in the indentation: YAML is indented with blanks only"),
            (
                "sources:\n  - name: a\n    url: b: c",
                "test.yaml:3:11: a “:” where no key can be: is the line above indented the same way, and is text with “: ” quoted?"
            ),
            (
                "sources: [a, b\nother: 1",
                "test.yaml:2:6: the list that “[” opens is not closed: a “,” or “]” is missing"
            ),
            ("sources: \"abc", "test.yaml:1:14: a quoted text is not closed before the end of the file"),
            (
                "sources: @a",
                "test.yaml:1:10: a character that no YAML value can begin with, such as “@”, “`” or “%”: quote the text"
            ),
            (
                "sources: *nobody",
                "test.yaml:1:10: an alias “*…” without an anchor “&…” above it; quote the text if it begins with “*” on purpose"
            ),
            (
                "sources: []\n---\nsources: []",
                "test.yaml:2:1: a second document begins here: there may be only one in the file, remove “---”"
            ),
            ("", "test.yaml: the file is empty"),
            ("# nothing", "test.yaml: the file is empty"),
            ("- a", "test.yaml:1:1: must be a mapping with the settings of the document, but is a list"),
            ("~", "test.yaml:1:1: must be a mapping with the settings of the document, but is nothing"),
        ]
    )
    func syntax(text: String, line: String) {
        #expect(Example.parse(text).lines == [line])
    }

    @Test("no text makes the reader trap")
    func fuzz() {
        var generator = SeededGenerator(seed: 7)
        let pieces = [
            "sources:", "\n", "  ", "- ", "name", ": ", "a", "\t", "[", "]", "{", "}", "&a ", "*a ", "? ", "|", ">",
            "'", "\"", "\\",
            "#", "${", "}", "$", "!!str ", "<<", ",", "\u{0}", "\u{85}", "é", "%", "---", "...", "~", "\r\n",
            "\u{F0000}",
        ]
        for _ in 0..<5_000 {
            let count = Int.random(in: 1...24, using: &generator)
            let text = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            let result = Example.parse(text)
            #expect(result.object != nil || !result.errors.isEmpty)
        }
    }
}

/// A generator whose numbers are the same in each run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
