public import Domain

/// A subscription as it is stored.
public struct SubscriptionRow: Sendable, Equatable {
    /// Its id.
    public let id: ULID
    /// The project it belongs to.
    public let project: ULID
    /// Everything that can be set.
    public let draft: SubscriptionDraft
    /// When it was created.
    public let createdAt: Timestamp
    /// When it was last changed.
    public let updatedAt: Timestamp
}
