public import Domain

/// What is kept of an API key: not the key.
public struct APIKeyRow: Sendable, Equatable {
    /// Its id.
    public let id: ULID
    /// The clear part, by which a person recognises it.
    public let mask: String
    /// Its name.
    public let name: String
    /// What it may do.
    public let role: KeyRole
    /// The only project it reaches; nil: all.
    public let project: ULID?
    /// When it was made.
    public let createdAt: Timestamp
    /// When it ends; nil: never.
    public let expiresAt: Timestamp?
    /// When it was revoked, if it was.
    public let revokedAt: Timestamp?
}
