import Domain
import Testing

@Suite("Secret box")
struct SecretBoxTests {
    private let secret = Array("s3cret".utf8)

    @Test("opens what it sealed, and seals the same secret differently each time")
    func roundTrip() throws {
        let box = try SecretBox(key: SecretBox.makeKey())
        let sealed = try box.seal(secret, context: "endpoint/1")
        #expect(try box.open(sealed, context: "endpoint/1") == secret)
        #expect(try box.open(sealed[...], context: "endpoint/1") == secret)
        #expect(try box.seal(secret, context: "endpoint/1") != sealed)
        #expect(try box.open(try box.seal([], context: ""), context: "") == [])
    }

    @Test("does not open under another key, in another context, or after any change")
    func refusals() throws {
        let box = try SecretBox(key: SecretBox.makeKey())
        let sealed = try box.seal(secret, context: "endpoint/1")
        #expect(throws: SecretBoxError.self) { try box.open(sealed, context: "endpoint/2") }
        let other = try SecretBox(key: SecretBox.makeKey())
        #expect(throws: SecretBoxError.self) { try other.open(sealed, context: "endpoint/1") }
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: SecretBoxError.self) { try box.open(changed, context: "endpoint/1") }
            #expect(throws: SecretBoxError.self) { try box.open(sealed[..<index], context: "endpoint/1") }
        }
    }

    @Test(
        "takes only 32 bytes of base 64 as a key, and does not repeat it in the error",
        arguments: ["", "AAAA", "not base64!"]
    )
    func keys(key: String) {
        #expect {
            try SecretBox(key: key)
        } throws: { error in
            (error as? SecretBoxError)?.code == .invalidKey && (key.isEmpty || !"\(error)".contains(key))
        }
    }

    @Test("prints nothing of its key")
    func printing() throws {
        let box = try SecretBox(key: SecretBox.makeKey())
        var dumped = ""
        dump(box, to: &dumped)
        #expect("\(box)" == "SecretBox(•••)")
        #expect(dumped.contains("•••") && dumped.count < 60)
    }
}
