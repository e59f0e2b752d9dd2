internal import Crypto

/// The form in which an idempotency key is claimed.
enum IdempotencyClaim {
    /// What an index row has room for, by far.
    static let maximumBytes = 512

    /// The key itself, or a hash of it when it is longer than an index can hold.
    static func text(of key: String) -> String {
        guard key.utf8.count > maximumBytes else { return key.storable }
        return "sha256:"
            + SHA256.hash(data: Array(key.utf8)).map { byte in
                let digits = String(byte, radix: 16)
                return digits.count == 1 ? "0" + digits : digits
            }.joined()
    }
}
