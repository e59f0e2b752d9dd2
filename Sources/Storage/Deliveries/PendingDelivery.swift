public import Domain

/// A delivery that is not finished and must therefore be in the schedule.
public struct PendingDelivery: Sendable, Hashable {
    /// The delivery.
    public let id: ULID
    /// Its project.
    public let project: ULID
    /// The endpoint it goes to.
    public let endpoint: ULID
    /// When it is due.
    public let dueAt: Timestamp
}
