internal import Crypto

/// The signatures of Standard Webhooks 1.0.0: `webhook-id`, `webhook-timestamp`, `webhook-signature`.
public enum StandardWebhooks {
    /// The value of `webhook-signature`: one entry per key, with a space between.
    ///
    /// - Parameters:
    ///   - id: The value of `webhook-id`, the same in every attempt.
    ///   - timestamp: The value of `webhook-timestamp`: the attempt's time in seconds since 1970.
    ///   - body: The body exactly as it is sent.
    ///   - keys: The endpoint's keys: more than one while a secret is being replaced.
    public static func signature(id: String, timestamp: Int64, body: Bytes, keys: [SigningKey]) -> String {
        let head = signedHead(id: id, timestamp: timestamp)
        var text: [UInt8] = []
        text.reserveCapacity(keys.count * 48)
        for key in keys {
            if !text.isEmpty { text.append(UInt8(ascii: " ")) }
            key.appendSignature(of: head, body, to: &text)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether a received signature is good.
    ///
    /// Any entry that matches any key is enough; entries of versions that are not known are ignored.
    ///
    /// - Parameters:
    ///   - header: The value of `webhook-signature`.
    ///   - id: The value of `webhook-id`.
    ///   - timestamp: The value of `webhook-timestamp`.
    ///   - body: The body as it arrived.
    ///   - keys: The keys that are accepted.
    ///   - now: The receiver's time.
    ///   - tolerance: How far the timestamp may be from `now`, either way.
    public static func verify(
        header: String,
        id: String,
        timestamp: Int64,
        body: Bytes,
        keys: [SigningKey],
        now: Timestamp = .now(),
        tolerance: Duration = .seconds(300)
    ) -> Bool {
        let age = now.since(Timestamp(seconds: timestamp))
        guard age <= tolerance, age >= .zero - tolerance else { return false }
        let head = signedHead(id: id, timestamp: timestamp)
        let entries = header.split(separator: " ")
        var isGood = false
        for key in keys {
            var expected: [UInt8] = []
            key.appendSignature(of: head, body, to: &expected)
            for entry in entries where ConstantTime.equal(entry.utf8, expected) {
                isGood = true
            }
        }
        return isGood
    }

    /// Makes a new secret of 32 random bytes, written `whsec_` and base 64.
    public static func makeSecret() -> String {
        "whsec_" + Base64.encode((0..<32).map { _ in UInt8.random(in: .min ... .max) })
    }

    /// What is signed before the body: `{id}.{timestamp}.`
    private static func signedHead(id: String, timestamp: Int64) -> [UInt8] {
        var head: [UInt8] = []
        head.reserveCapacity(id.utf8.count + 22)
        head.append(contentsOf: id.utf8)
        head.append(UInt8(ascii: "."))
        head.append(contentsOf: String(timestamp).utf8)
        head.append(UInt8(ascii: "."))
        return head
    }
}

extension StandardWebhooks.SigningKey {
    /// Appends `v1,` or `v1a,` and the signature in base 64; appends nothing should signing fail.
    fileprivate func appendSignature(of head: [UInt8], _ body: Bytes, to text: inout [UInt8]) {
        switch material {
        case .symmetric(let hmac):
            text.append(contentsOf: "v1,".utf8)
            Base64.append(hmac.code(of: head, body), to: &text)
        case .asymmetric(let key):
            guard let signature = try? key.signature(for: head + body) else { return }
            text.append(contentsOf: "v1a,".utf8)
            Base64.append(Array(signature), to: &text)
        }
    }
}
