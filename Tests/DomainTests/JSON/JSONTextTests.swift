import Domain
import Testing

@Suite("JSON text")
struct JSONTextTests {
    @Test(
        "gives the text of a string",
        arguments: [
            (#""""#, ""), (#""abc""#, "abc"), (#" "é" "#, "é"), (#""\u00e9""#, "é"), (#""\ud83d\ude00!""#, "😀!"),
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""a\u0000b""#, "a\0b"), (#""\u20AC""#, "€"),
            (#""\uFFFF""#, "\u{FFFF}"), (#""\\u0041""#, #"\u0041"#),
        ]
    )
    func strings(literal: String, expected: String) {
        #expect(JSON.string(from: payload(literal)) == expected)
        #expect(JSON.text(of: payload(literal)) == expected)
    }

    @Test(
        "gives none for what stands for no text",
        arguments: [
            #""\ud800""#, #""\udc00""#, #""\ud800\ud800""#, #""\ud800x""#, #""\ud800\n""#, #""\udc00\ud800""#, "abc",
            #""abc"#,
            #""a" "b""#, "1", "",
        ]
    )
    func notStrings(literal: String) {
        #expect(JSON.string(from: payload(literal)) == nil)
    }

    @Test("gives scalars as they are written, and nothing for null, objects, arrays and noise")
    func scalars() {
        for text in ["9007199254740993", "1.10", "1e400", "-0", "true", "false"] {
            #expect(JSON.text(of: payload(" \(text) ")) == text)
        }
        for text in ["null", "{}", "[1]", "01", "tru", "1 2", "", "x"] {
            #expect(JSON.text(of: payload(text)) == nil)
        }
    }

    @Test("quotes what must be quoted, and nothing else")
    func quoting() {
        #expect(
            JSON.quoted("a\"b\\c\n\r\t\u{0}\u{1F}é<>&/\u{7F}😀") == #""a\"b\\c\n\r\t\u0000\u001fé<>&/"# + "\u{7F}😀\""
        )
    }

    @Test("what is quoted is read back")
    func quotingRoundTrip() {
        var generator = SeededGenerator(seed: 6)
        for _ in 0..<2_000 {
            let scalars = (0..<Int.random(in: 0..<20, using: &generator)).compactMap { _ in
                Unicode.Scalar(
                    UInt32.random(in: 0...(Bool.random(using: &generator) ? 0x7F : 0x1_1000), using: &generator)
                )
            }
            let text = String(String.UnicodeScalarView(scalars))
            #expect(JSON.string(from: payload(JSON.quoted(text))) == text)
        }
    }
}
