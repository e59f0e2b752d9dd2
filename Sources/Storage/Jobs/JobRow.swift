public import Domain

/// A job as it is stored.
public struct JobRow: Sendable, Equatable {
    /// Its id; it marks the deliveries that the job makes.
    public let id: ULID
    /// The project it belongs to.
    public let project: ULID
    /// What was asked for.
    public let draft: JobDraft
    /// How far it has come.
    public let state: JobState
    /// Whether somebody asked for its end.
    public let isCancelRequested: Bool
    /// The process that does it and, after a `/`, the id of its claim.
    public let owner: String?
    /// Why it failed, or what holds it up.
    public let error: String?
    /// What it has done so far.
    public let progress: JobProgress
    /// When it was asked for.
    public let createdAt: Timestamp
    /// When something was last written about it.
    public let updatedAt: Timestamp
    /// When a process first took it.
    public let startedAt: Timestamp?
    /// When it ended.
    public let finishedAt: Timestamp?

    /// The process that does it.
    public var process: String? {
        owner.map { String($0[..<($0.lastIndex(of: "/") ?? $0.endIndex)]) }
    }
}
