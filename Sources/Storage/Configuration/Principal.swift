public import Domain

/// Who makes a request, as told by the API key.
public struct Principal: Sendable, Equatable {
    /// The key's id.
    public let key: ULID
    /// The key's name.
    public let name: String
    /// What it may do.
    public let role: KeyRole
    /// The only project it reaches; nil: all.
    public let project: ULID?
    /// When it ends; nil: never.
    public let expiresAt: Timestamp?
}
