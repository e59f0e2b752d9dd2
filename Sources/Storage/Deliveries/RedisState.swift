public import Domain

/// The value that Redis must still hold: when it does not, Redis has lost what it was given.
public struct RedisState: Sendable, Equatable {
    /// The value.
    public let marker: String
    /// Every event accepted before is known to have its deliveries: what a loss can concern came later.
    public let verifiedAt: Timestamp

    /// Makes a state.
    public init(marker: String, verifiedAt: Timestamp) {
        self.marker = marker
        self.verifiedAt = verifiedAt
    }
}
