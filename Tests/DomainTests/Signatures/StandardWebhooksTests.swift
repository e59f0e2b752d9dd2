import Domain
import Testing

@Suite("Standard Webhooks")
struct StandardWebhooksTests {
    private let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
    private let timestamp: Int64 = 1_614_265_330
    private let body = payload(#"{"test": 2432232314}"#)
    private let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    private let asymmetric =
        "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=="
    private let asymmetricSignature =
        "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="

    private func sign(_ secrets: [String]) -> String {
        let keys = secrets.map(StandardWebhooks.SigningKey.init)
        return StandardWebhooks.signature(id: id, timestamp: timestamp, body: body, keys: keys)
    }

    private func verify(
        _ header: String,
        secrets: [String],
        id: String? = nil,
        body: Bytes? = nil,
        after age: Int64 = 0
    ) -> Bool {
        StandardWebhooks.verify(
            header: header,
            id: id ?? self.id,
            timestamp: timestamp,
            body: body ?? self.body,
            keys: secrets.map(StandardWebhooks.SigningKey.init),
            now: Timestamp(seconds: timestamp + age)
        )
    }

    @Test("signs the published vectors")
    func vectors() {
        #expect(sign([secret]) == signature)
        #expect(sign([asymmetric]) == asymmetricSignature)
        #expect(sign([secret, asymmetric]) == "\(signature) \(asymmetricSignature)")
        #expect(sign([]) == "")
    }

    // Each computed with Python's hmac.
    @Test(
        "takes a secret's bytes from base 64 after whsec_, padded or not, and any other text as it is",
        arguments: [
            ("whsec_AQIDBA==", "v1,6FzeZV6VcCVqYicNrUGzK3Sx+wHCyQ6VyXOaWZfHziw="),
            ("whsec_AQIDBA", "v1,6FzeZV6VcCVqYicNrUGzK3Sx+wHCyQ6VyXOaWZfHziw="),
            ("whsec_not base64!", "v1,yUD2RuJUXJQ8HKsyjzbAMVmj4/ZkDavgvNxmEyGpKuU="),
            ("whsec_", "v1,AUsemtRPIzthQtHnPgmHPUvj8jasw1M2BdSl+bqqaVQ="),
            ("plain secret ü", "v1,hhE+hSZjs+gM550ocJlNFFpij8ZXhXU/zA2eW6K/ATY="),
        ]
    )
    func secrets(secret: String, expected: String) {
        #expect(sign([secret]) == expected)
    }

    @Test("verifies what it signs, by any key and any entry")
    func verification() {
        #expect(verify(signature, secrets: [secret]))
        #expect(verify(asymmetricSignature, secrets: [asymmetric]))
        #expect(verify(signature, secrets: ["another", secret]))
        #expect(verify("v1,AAAA v2,BBBB junk \(signature)", secrets: [secret]))
        #expect(!verify(signature, secrets: ["another"]))
        #expect(!verify(signature, secrets: []))
        #expect(!verify("", secrets: [secret]))
        #expect(!verify(String(signature.dropFirst(3)), secrets: [secret]))
        #expect(!verify(signature.replacing("v1,", with: "v2,"), secrets: [secret]))
        #expect(!verify(signature, secrets: [secret], id: "msg_other"))
        #expect(!verify(signature, secrets: [secret], body: payload(#"{"test":2432232314}"#)))
    }

    @Test("verifies five minutes either way, not longer")
    func tolerance() {
        #expect(verify(signature, secrets: [secret], after: 300))
        #expect(verify(signature, secrets: [secret], after: -300))
        #expect(!verify(signature, secrets: [secret], after: 301))
        #expect(!verify(signature, secrets: [secret], after: -301))
    }

    @Test("a timestamp from nowhere is refused, not trapped on", arguments: [Int64.min, .max])
    func extremeTimestamps(timestamp: Int64) {
        #expect(!StandardWebhooks.verify(header: signature, id: id, timestamp: timestamp, body: body, keys: []))
    }

    @Test("makes secrets of 32 random bytes")
    func newSecrets() throws {
        let secret = StandardWebhooks.makeSecret()
        #expect(secret.hasPrefix("whsec_"))
        #expect(try #require(Base64.decode(secret.dropFirst(6))).count == 32)
        #expect(secret != StandardWebhooks.makeSecret())
    }
}
