/// What a case wants of a source's settings.
public struct ContractReading: Sendable {
    /// Whether the settings let the source in.
    public enum Credentials: Sendable {
        /// They do.
        case right
        /// The password, key or token is not the server's; it contains ``ContractReading/wrongSecret``.
        case wrong
    }

    /// What stands in wrong credentials, and must be seen nowhere.
    public static let wrongSecret = "wrong-secret-5f1c"

    /// The queue.
    public var queue: String

    /// How many messages may be out unsettled: prefetch, in-flight limit. Nil: what suits the kind.
    public var credit: Int?

    /// Whether the settings let the source in.
    public var credentials: Credentials

    /// Describes a source.
    public init(_ queue: String, credit: Int? = nil, credentials: Credentials = .right) {
        self.queue = queue
        self.credit = credit
        self.credentials = credentials
    }
}
