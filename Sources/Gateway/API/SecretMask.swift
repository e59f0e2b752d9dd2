/// What stands for a secret after it has been shown once.
enum SecretMask {
    /// The mask without any of the secret.
    static let text = "••••••••"

    /// The mask with the secret's last four characters, by which a person tells two of them apart.
    static func masked(_ secret: String) -> String {
        secret.count >= 16 ? text + secret.suffix(4) : text
    }

    /// Whether a client sends back what it was shown: the secret shall stay as it is.
    static func isMask(_ value: String) -> Bool {
        value.hasPrefix(text)
    }
}
