/// Why a secret could not be sealed or opened.
public struct SecretBoxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, for code to decide on.
    public enum Code: Hashable, Sendable {
        /// The key is not 32 bytes in base 64.
        case invalidKey

        /// The cipher refused.
        case sealingFailed

        /// The bytes were sealed with another key, in another context, or have been changed.
        case openingFailed

        /// The bytes were sealed by a newer version, or are not sealed at all.
        case unsupportedVersion
    }

    /// What went wrong, for code to decide on.
    public let code: Code

    /// What went wrong, for a person; shows neither key nor secret.
    public let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
