internal import Crypto

extension StandardWebhooks {
    /// A key made ready once, so that signing does nothing but hash.
    public struct SigningKey: Sendable {
        enum Material: Sendable {
            /// `v1`: HMAC-SHA256 that has taken in its key.
            case symmetric(PreparedHMAC<SHA256>)

            /// `v1a`: ed25519.
            case asymmetric(Curve25519.Signing.PrivateKey)
        }

        let material: Material

        /// Reads a secret as it is written down.
        ///
        /// `whsec_` and base 64, padded or not, is the bytes; `whsk_` and the base 64 of an ed25519 seed and public
        /// key signs with `v1a`; anything else is a secret of somebody else's making, and its own bytes are the key.
        public init(secret: String) {
            if let bytes = Self.decoded(secret, prefix: "whsk_"), bytes.count == 64,
                let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes.prefix(32)),
                key.publicKey.rawRepresentation.elementsEqual(bytes.suffix(32))
            {
                material = .asymmetric(key)
            } else {
                let bytes = Self.decoded(secret, prefix: "whsec_") ?? Array(secret.utf8)
                material = .symmetric(PreparedHMAC(key: bytes))
            }
        }

        private static func decoded(_ secret: String, prefix: String) -> [UInt8]? {
            guard secret.hasPrefix(prefix) else { return nil }
            let bytes = Base64.decode(secret.dropFirst(prefix.count))
            return bytes?.isEmpty == false ? bytes : nil
        }
    }
}
