/// How secrets are shown.
public enum Mask {
    /// What stands in the place of a secret.
    public static let text = "•••"

    /// Whether a free key sounds like that of a secret, as `sasl.password` does.
    static func concerns(key: String) -> Bool {
        let key = key.lowercased()
        return ["password", "secret", "token", "credential", "key.pem", "private"].contains { key.contains($0) }
    }
}
