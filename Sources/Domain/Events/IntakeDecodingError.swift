/// Why bytes are not an intake entry that this version understands.
public struct IntakeDecodingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, for code to decide on.
    public enum Code: Hashable, Sendable {
        /// The entry is of a newer version, written by a newer process: leave it for one.
        case unsupportedVersion(UInt8)

        /// The entry is damaged.
        case malformed
    }

    /// What is wrong, for code to decide on.
    public let code: Code

    /// What is wrong, for a person; holds nothing of the entry's contents.
    public let description: String

    static func unsupportedVersion(_ version: UInt8) -> IntakeDecodingError {
        IntakeDecodingError(
            code: .unsupportedVersion(version),
            description: "the entry has format version \(version), which this version of longshore does not know"
        )
    }

    static func malformed(_ what: String) -> IntakeDecodingError {
        IntakeDecodingError(code: .malformed, description: "the entry is damaged: \(what)")
    }
}
