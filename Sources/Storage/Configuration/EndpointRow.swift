public import Domain

/// An endpoint as it is stored, its secrets opened.
public struct EndpointRow: Sendable, Equatable {
    /// Its id.
    public let id: ULID
    /// The project it belongs to.
    public let project: ULID
    /// Everything that can be set.
    public let draft: EndpointDraft
    /// The secrets that have not expired, oldest first.
    public let secrets: [EndpointSecret]
    /// When it was created.
    public let createdAt: Timestamp
    /// When it was last changed.
    public let updatedAt: Timestamp
}
