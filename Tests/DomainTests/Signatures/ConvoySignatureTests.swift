import Domain
import Testing

@Suite("Convoy signature")
struct ConvoySignatureTests {
    private let secret = "convoy-webhook-secret"
    private let body = payload(#"{"event":"charge.success","amount":1000,"currency":"NGN"}"#)
    private let timestamp: Int64 = 1_700_000_000

    private static let v1 = "77b8b9269f25a199846a55a2bd25b3fba151c70fdae60bb1dcd87fbbc943c55c"

    @Test(
        "signs the published vectors",
        arguments: [
            (.sha256, .hex, false, "244449b7f48cbc2709060c9dcdc2b3aa47a78f540430579015c579fb12defbb4"),
            (.sha256, .base64, false, "JERJt/SMvCcJBgydzcKzqkenj1QEMFeQFcV5+xLe+7Q="),
            (
                .sha512, .hex, false,
                "6cc772dc81942ae1b5ffa91c3a6a07b0d37edc8dc6bd83e3518a219f1f19ff71"
                    + "ae1b76d6b320940d414c236a1aad7f7930b63e0f1928951955d31219545e1b66"
            ),
            (
                .sha512, .base64, false,
                "bMdy3IGUKuG1/6kcOmoHsNN+3I3GvYPjUYohnx8Z/3GuG3bWsyCUDUFMI2oarX95MLY+DxkolRlV0xIZVF4bZg=="
            ),
            (.sha256, .hex, true, "t=1700000000,v1=\(v1)"),
            (.sha256, .base64, true, "t=1700000000,v1=d7i5Jp8loZmEalWivSWz+6FRxw/a5gux3Nh/u8lDxVw="),
            (
                .sha512, .hex, true,
                "t=1700000000,v1=b2122e252cd2582cf225cb2b8d4ceede9e34329e2fe95c02619c3ed5d4a3d9a7"
                    + "3e6beaf2dff8e76d71a693ae198cee40685eed12ad4ee2e033dc2d0399ede057"
            ),
        ] as [(ConvoySignature.Hash, ConvoySignature.Encoding, Bool, String)]
    )
    func vectors(hash: ConvoySignature.Hash, encoding: ConvoySignature.Encoding, isAdvanced: Bool, expected: String) {
        let form = ConvoySignature(versions: [.init(hash: hash, encoding: encoding)], isAdvanced: isAdvanced)
        #expect(form.headerValue(body: body, secrets: [secret], timestamp: timestamp) == expected)
        let now = Timestamp(seconds: timestamp)
        #expect(form.verify(header: expected, body: body, secrets: [secret], now: now))
        #expect(!form.verify(header: expected, body: body, secrets: ["another"], now: now))
        #expect(!form.verify(header: expected, body: body.dropLast(), secrets: [secret], now: now))
    }

    @Test("advanced: an entry for each version and, within it, each secret, oldest first")
    func advancedOrder() {
        let form = ConvoySignature(versions: [
            .init(hash: .sha256, encoding: .hex), .init(hash: .sha256, encoding: .base64),
        ])
        let header = form.headerValue(body: body, secrets: [secret, "new"], timestamp: timestamp)
        let entries = header.split(separator: ",").map { $0.split(separator: "=", maxSplits: 1)[0] }
        #expect(entries == ["t", "v1", "v1", "v2", "v2"])
        #expect(header.hasPrefix("t=1700000000,v1=\(Self.v1),v1="))
        let now = Timestamp(seconds: timestamp)
        #expect(form.verify(header: header, body: body, secrets: ["new"], now: now))
        #expect(form.verify(header: header, body: body, secrets: [secret], now: now))
    }

    @Test("simple: the last version and the newest secret only")
    func simple() {
        let form = ConvoySignature(
            versions: [.init(hash: .sha512, encoding: .base64), .init(hash: .sha256, encoding: .hex)],
            isAdvanced: false
        )
        let expected = "244449b7f48cbc2709060c9dcdc2b3aa47a78f540430579015c579fb12defbb4"
        #expect(form.headerValue(body: body, secrets: ["old", secret], timestamp: timestamp) == expected)
        #expect(form.headerValue(body: body, secrets: [], timestamp: timestamp) == "")
    }

    @Test("signs the compact form of what a producer wrote with white space")
    func compactForm() throws {
        let pretty = payload("{ \"event\": \"charge.success\",\n  \"amount\": 1000, \"currency\": \"NGN\" }\n")
        let header = ConvoySignature().headerValue(
            body: try JSON.compact(pretty),
            secrets: [secret],
            timestamp: timestamp
        )
        #expect(header == "t=1700000000,v1=\(Self.v1)")
    }

    @Test("verifies as the SDKs do: t anywhere, unknown entries ignored, 300 s of tolerance")
    func verification() {
        let form = ConvoySignature()
        func verify(_ header: String, after age: Int64 = 0) -> Bool {
            form.verify(header: header, body: body, secrets: [secret], now: Timestamp(seconds: timestamp + age))
        }
        #expect(verify("v1=\(Self.v1),t=1700000000"))
        #expect(verify("t=1700000000,v1=00,x=1,v9=\(Self.v1)"))
        #expect(verify("t=1700000000,v1=\(Self.v1)", after: 300))
        #expect(!verify("t=1700000000,v1=\(Self.v1)", after: 301))
        #expect(!verify("t=1700000000,v1=\(Self.v1)", after: -301))
        for broken in [
            "", "t=", "t=x,v1=\(Self.v1)", "v1=\(Self.v1)", "t=1700000001,v1=\(Self.v1)", "t=1700000000", "=,=,,",
        ] {
            #expect(!verify(broken), "\(broken)")
        }
    }
}

extension ConvoySignature {
    /// The header's value for secrets as they are written.
    fileprivate func headerValue(body: Bytes, secrets: [String], timestamp: Int64) -> String {
        headerValue(body: body, keys: secrets.map(SigningKey.init), timestamp: timestamp)
    }
}
