internal import Crypto
internal import Domain

/// The text of an API key: `CO.<mask>.<key>`, of which only the mask and a salted hash are kept.
struct APIKeyText {
    let mask: String
    let key: String

    /// The form that the holder of the key is given.
    var plainText: String { "CO.\(mask).\(key)" }

    /// Makes a new key: 64 characters of 62 are more than 380 bits.
    static func random() -> APIKeyText {
        APIKeyText(mask: characters(maskLength), key: characters(keyLength))
    }

    private init(mask: String, key: String) {
        self.mask = mask
        self.key = key
    }

    /// Reads what a caller sent; nil when it is no such key.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "CO", parts[1].utf8.count == Self.maskLength,
            parts[2].utf8.count == Self.keyLength, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        self.init(mask: String(parts[1]), key: String(parts[2]))
    }

    /// What is kept of the key. One round of SHA-256 is enough for a random key: it cannot be guessed.
    func hash(salt: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: salt + Array(key.utf8)))
    }

    /// Whether this is the key that was hashed; takes the same time wherever they differ.
    func matches(hash: Bytes, salt: Bytes) -> Bool {
        ConstantTime.equal(hash, self.hash(salt: Array(salt)))
    }

    private static let maskLength = 16
    private static let keyLength = 64
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")

    private static func characters(_ count: Int) -> String {
        var generator = SystemRandomNumberGenerator()
        return String((0..<count).map { _ in alphabet[Int.random(in: alphabet.indices, using: &generator)] })
    }
}
