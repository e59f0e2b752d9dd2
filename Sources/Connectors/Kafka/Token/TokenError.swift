/// Why there is no token.
struct TokenError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened and what to do, for people; holds no secret.
    let description: String

    /// Whether it usually passes by itself.
    let isTransient: Bool

    init(_ description: String, isTransient: Bool) {
        self.description = description
        self.isTransient = isTransient
    }
}
