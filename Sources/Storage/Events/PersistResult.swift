public import Domain

/// What became of a batch of events.
public struct PersistResult: Sendable, Equatable {
    /// The events that are new, also those whose idempotency key was taken.
    ///
    /// An event that is not in here was stored before: its intake entry came again.
    public let inserted: Set<ULID>

    /// The events, new or stored before, whose idempotency key belongs to another event: they are not delivered.
    public let duplicatesByKey: Set<ULID>

    /// Makes a result.
    public init(inserted: Set<ULID>, duplicatesByKey: Set<ULID>) {
        self.inserted = inserted
        self.duplicatesByKey = duplicatesByKey
    }
}
