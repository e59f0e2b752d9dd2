internal import Crypto

/// Seals what must not lie readable in the database: endpoint secrets, sources' credentials.
///
/// AES-256-GCM with a random nonce. The context (such as `endpoint-secret/01J…`) is bound to the sealed bytes, so
/// that a row copied over another does not open.
public struct SecretBox: Sendable {
    private let key: SymmetricKey

    /// Makes a box from the base 64 of 32 bytes.
    ///
    /// - Throws: an error that says what is wrong with the key, without showing it.
    public init(key text: String) throws(SecretBoxError) {
        guard let bytes = Base64.decode(text) else { throw SecretBoxError(.invalidKey, "the secret key is not base64") }
        guard bytes.count == 32 else {
            throw SecretBoxError(.invalidKey, "the secret key must be 32 bytes in base64, not \(bytes.count)")
        }
        key = SymmetricKey(data: bytes)
    }

    /// Makes a new key in the form that ``init(key:)`` reads.
    public static func makeKey() -> String {
        Base64.encode((0..<32).map { _ in UInt8.random(in: .min ... .max) })
    }

    /// The bytes sealed: a version byte, the nonce, the ciphertext, the tag.
    ///
    /// - Throws: an error should the cipher fail, which valid keys rule out.
    public func seal(_ bytes: [UInt8], context: String) throws(SecretBoxError) -> [UInt8] {
        guard let box = try? AES.GCM.seal(bytes, using: key, authenticating: Array(context.utf8)),
            let sealed = box.combined
        else { throw SecretBoxError(.sealingFailed, "a secret could not be sealed") }
        return [Self.version] + sealed
    }

    /// The bytes that were sealed with this key in this context.
    ///
    /// - Throws: an error when they were not, or have changed since.
    public func open(_ sealed: some Collection<UInt8>, context: String) throws(SecretBoxError) -> [UInt8] {
        guard sealed.first == Self.version else {
            throw SecretBoxError(.unsupportedVersion, "a sealed secret is of a version that is not known")
        }
        guard let box = try? AES.GCM.SealedBox(combined: Array(sealed.dropFirst())),
            let bytes = try? AES.GCM.open(box, using: key, authenticating: Array(context.utf8))
        else {
            throw SecretBoxError(.openingFailed, "a sealed secret does not open: it was sealed with another secret key")
        }
        return Array(bytes)
    }

    private static let version: UInt8 = 1
}

extension SecretBox: CustomStringConvertible, CustomReflectable {
    /// Says nothing of the key.
    public var description: String { "SecretBox(\(Redacted.mask))" }

    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
