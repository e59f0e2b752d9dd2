public import Domain

/// A dead letter as it is stored.
public struct StoredDeadLetter: Sendable, Equatable {
    /// The letter.
    public let letter: DeadLetter
    /// How it was dealt with; nil: not yet.
    public let resolution: DeadLetterResolution?
    /// When it was dealt with.
    public let resolvedAt: Timestamp?
}
