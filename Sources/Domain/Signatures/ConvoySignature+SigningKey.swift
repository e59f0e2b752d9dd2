internal import Crypto

extension ConvoySignature {
    /// A secret made ready once for every hash, so that signing does nothing but hash.
    public struct SigningKey: Sendable {
        private let sha256: PreparedHMAC<SHA256>
        private let sha512: PreparedHMAC<SHA512>

        /// Takes a secret; its own bytes are the key, whatever it looks like.
        public init(secret: String) {
            sha256 = PreparedHMAC(key: secret.utf8)
            sha512 = PreparedHMAC(key: secret.utf8)
        }

        fileprivate func code(_ hash: Hash, of head: [UInt8], _ body: Bytes) -> [UInt8] {
            switch hash {
            case .sha256: sha256.code(of: head, body)
            case .sha512: sha512.code(of: head, body)
            }
        }
    }
}

extension ConvoySignature.Version {
    /// Appends the HMAC of `head` and `body` as this version writes it.
    func appendCode(of head: [UInt8], _ body: Bytes, key: ConvoySignature.SigningKey, to text: inout [UInt8]) {
        let code = key.code(hash, of: head, body)
        switch encoding {
        case .hex: Hexadecimal.append(code, to: &text)
        case .base64: Base64.append(code, to: &text)
        }
    }
}
