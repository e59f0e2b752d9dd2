/// Convoy's signature header, simple and advanced, as a project's settings describe it.
///
/// Convoy signs the compact form of the JSON and sends that; we sign the bytes that we send, which are those that came in. For a
/// receiver, which verifies what it got, it is the same.
public struct ConvoySignature: Hashable, Sendable {
    /// The hash under the HMAC.
    public enum Hash: String, Hashable, Sendable, CaseIterable {
        case sha256 = "SHA256"
        case sha512 = "SHA512"
    }

    /// How the HMAC is written.
    public enum Encoding: String, Hashable, Sendable, CaseIterable {
        case hex
        case base64
    }

    /// One of a project's signature versions.
    public struct Version: Hashable, Sendable {
        /// The hash under the HMAC.
        public var hash: Hash

        /// How the HMAC is written.
        public var encoding: Encoding

        /// Makes a version.
        public init(hash: Hash, encoding: Encoding) {
            self.hash = hash
            self.encoding = encoding
        }
    }

    /// The project's versions, oldest first.
    public var versions: [Version]

    /// Whether the header carries a timestamp and an entry for every version and secret.
    public var isAdvanced: Bool

    /// Makes a signature form; the defaults are Convoy's.
    public init(versions: [Version] = [Version(hash: .sha256, encoding: .hex)], isAdvanced: Bool = true) {
        self.versions = versions
        self.isAdvanced = isAdvanced
    }

    /// The header's value.
    ///
    /// Simple: one HMAC over the body, by the last version and the newest secret. Advanced: `t=…,v1=…,v2=…` over the
    /// timestamp, a comma and the body; `vN` is the N-th version, and within it the secrets stand oldest first.
    ///
    /// - Parameters:
    ///   - body: The body as it is sent.
    ///   - keys: The endpoint's secrets that have not expired, oldest first, made ready.
    ///   - timestamp: The attempt's time in seconds since 1970.
    public func headerValue(body: Bytes, keys: [SigningKey], timestamp: Int64) -> String {
        var text: [UInt8] = []
        if isAdvanced {
            let head = Self.signedHead(timestamp)
            text.append(contentsOf: "t=".utf8)
            text.append(contentsOf: String(timestamp).utf8)
            for (index, version) in versions.enumerated() {
                for key in keys {
                    text.append(contentsOf: ",v\(index + 1)=".utf8)
                    version.appendCode(of: head, body, key: key, to: &text)
                }
            }
        } else if let version = versions.last, let key = keys.last {
            version.appendCode(of: [], body, key: key, to: &text)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether a received header is good, as Convoy's SDKs decide it: any version's entry by any of the secrets is
    /// enough.
    ///
    /// - Parameters:
    ///   - header: The header's value.
    ///   - body: The body as it arrived.
    ///   - secrets: The secrets that are accepted.
    ///   - now: The receiver's time.
    ///   - tolerance: How far an advanced header's timestamp may be from `now`, either way.
    public func verify(
        header: String,
        body: Bytes,
        secrets: [String],
        now: Timestamp = .now(),
        tolerance: Duration = .seconds(300)
    ) -> Bool {
        var head: [UInt8] = []
        var entries = [header[...]]
        if isAdvanced {
            let fields = header.split(separator: ",").map { $0.split(separator: "=", maxSplits: 1) }
            guard
                let timestamp = fields.first(where: { $0.first == "t" && $0.count == 2 }).flatMap({ Int64($0[1]) }),
                case let age = now.since(Timestamp(seconds: timestamp)), age <= tolerance, age >= .zero - tolerance
            else { return false }
            head = Self.signedHead(timestamp)
            entries = fields.filter { $0.count == 2 && $0[0].hasPrefix("v") }.map { $0[1] }
        }
        var isGood = false
        let keys = secrets.map(SigningKey.init)
        for version in versions {
            for key in keys {
                var expected: [UInt8] = []
                version.appendCode(of: head, body, key: key, to: &expected)
                for entry in entries where ConstantTime.equal(entry.utf8, expected) {
                    isGood = true
                }
            }
        }
        return isGood
    }

    /// What is signed before the body in the advanced form: `{timestamp},`
    private static func signedHead(_ timestamp: Int64) -> [UInt8] {
        Array(String(timestamp).utf8) + [UInt8(ascii: ",")]
    }
}
