public import Domain

/// A source as it is stored, its settings opened.
///
/// `draft.settings` holds secrets: it is for the pool and for comparing, never for an answer or a log.
public struct SourceRow: Sendable, Equatable {
    /// Its id.
    public let id: ULID
    /// The project it belongs to.
    public let project: ULID
    /// Everything that can be set.
    public let draft: SourceDraft
    /// When it was created.
    public let createdAt: Timestamp
    /// When it was last changed: a source that has changed is restarted.
    public let updatedAt: Timestamp
}
