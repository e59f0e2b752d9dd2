import Specification
import Testing

@Suite("Settings as JSON")
struct JSONTests {
    @Test("what is written is read back the same, secrets included")
    func roundTrip() throws {
        let source = try #require(
            Example.source(
                """
                password: "line\\nbreak \\"quoted\\" \\\\ é 😀"
                timeout: 50s500ms
                limit: 1000
                start: 2026-08-01T12:00:00.123Z
                properties: {z: 1, a: "2", ssl.key.password: p}
                tls: {verify: false}
                """
            ).source
        )
        let text = CanonicalJSON.text(for: source)
        let read = try #require(SettingsDocument.parse(json: text, specification: Example.source).object)
        #expect(read == source || CanonicalJSON.text(for: read) == text)
        #expect(read.string("password") == "line\nbreak \"quoted\" \\ é 😀")
        #expect(text.contains(#""timeout":"50500ms""#))
        #expect(text.contains(#""properties":{"a":"2","ssl.key.password":"p","z":"1"}"#))
    }

    @Test("secrets are masked, also under free keys and in URLs")
    func masking() throws {
        let source = try #require(
            Example.source("password: hush\nurl: 'https://me:hush@h/p'\nproperties: {sasl.password: hush, a: b}").source
        )
        let text = CanonicalJSON.maskedText(for: source)
        #expect(!text.contains("hush"))
        #expect(text.contains(#""url":"https://me:•••@h/p""#))
        #expect(text.contains(#""properties":{"a":"b","sasl.password":"•••"}"#))
    }

    @Test(
        "a URL shows neither password nor token",
        arguments: [
            ("https://me:hush@h/p?a=b@c", "https://me:•••@h/p?a=b@c"), ("https://hush@h", "https://•••@h"),
            ("amqp://u:hu@sh@h:5672/%2f", "amqp://u:•••@h:5672/%2f"), ("https://h/a@b", "https://h/a@b"),
            ("a:b@c", "a:b@c"),
        ]
    )
    func urls(url: String, shown: String) {
        #expect(URLText.masked(url) == shown)
    }

    @Test("nothing is expanded in JSON, null is not given, escapes and surrogate pairs are read")
    func reading() throws {
        let result = SettingsDocument.parse(
            json: #"{"name":"a","password":"${HOME}","workers":null,"brokers":["\u00e9\ud83d\ude00\/"],"limit":7}"#,
            specification: Example.source
        )
        let source = try #require(result.object)
        #expect(source.string("password") == "${HOME}")
        #expect(source.integer("workers") == 1)
        #expect(source.strings("brokers") == ["é😀/"])
        #expect(source.integer("limit") == 7)
    }

    @Test(
        "what is no JSON is refused with its place",
        arguments: [
            ("{\"name\":\"a\",}", "line 1, column 13: a key in double quotes was expected"),
            ("{\"name\" \"a\"}", "line 1, column 9: name: "),
            ("{\"name\":\n nope}", "line 2, column 2: “nope” is no JSON value"),
            ("[1, 2", "line 1, column 6: a “,” or “]” was expected"),
            ("{} x", "line 1, column 4: something follows the end of the JSON"),
            ("\"\\ud800\"", "line 1, column 8: half a surrogate pair"),
            ("\"\\ud800\\u0041\"", "line 1, column 14: half a surrogate pair"),
            ("\"a", "line 1, column 3: a text is not closed"),
            ("", "line 1, column 1: the JSON ends too early"),
        ]
    )
    func refusals(text: String, line: String) {
        let lines = SettingsDocument.parse(json: text, specification: Example.source).lines
        #expect(lines.count == 1)
        if text == "{\"name\" \"a\"}" {
            #expect(lines == ["line 1, column 9: a “:” was expected after the key “name”"])
        } else {
            #expect(lines == [line])
        }
    }

    @Test("deep JSON is refused, and a long line is read in time that grows with its length")
    func bounds() {
        let deep = SettingsDocument.parse(json: String(repeating: "[", count: 100_000), specification: Example.source)
        #expect(deep.issues.map(\.message) == ["nested deeper than 64 levels"])
        let many =
            "{\"name\":\"a\",\"brokers\":[" + Array(repeating: "\"b\"", count: 10_000).joined(separator: ",") + "]}"
        #expect(SettingsDocument.parse(json: many, specification: Example.source).object != nil)
    }

    @Test("issues carry the path of the body they are in")
    func paths() {
        let result = SettingsDocument.parse(
            json: #"{"name":"a","workers":0}"#,
            path: "kafka",
            specification: Example.source
        )
        #expect(result.issues.map(\.path) == ["kafka.workers"])
    }
}
