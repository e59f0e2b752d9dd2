import Domain
import Testing

@Suite("Base 64 and hexadecimal")
struct Base64Tests {
    // RFC 4648, section 10.
    @Test(
        "encodes and decodes the vectors of RFC 4648",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ]
    )
    func vectors(plain: String, encoded: String) {
        #expect(Base64.encode(plain.utf8) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
        #expect(Base64.decode(encoded.prefix { $0 != "=" }) == Array(plain.utf8))
    }

    @Test(
        "refuses other texts",
        arguments: [
            "=", "==", "====", "Z", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm9v=", "Zm9v Yg==", "Zm-_", "Zg==Zg==", "Zm9vé",
        ]
    )
    func refusals(text: String) {
        #expect(Base64.decode(text) == nil)
        #expect(text.contains("=") || Hexadecimal.decode(text) == nil)
    }

    @Test("any bytes survive both")
    func roundTrips() {
        var generator = SeededGenerator(seed: 7)
        for count in 0..<300 {
            let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Hexadecimal.decode(Hexadecimal.encode(bytes)) == bytes)
            #expect(Hexadecimal.decode(Hexadecimal.encode(bytes).uppercased()) == bytes)
        }
        #expect(Hexadecimal.decode("abc") == nil)
    }
}
