public import Domain

/// An endpoint that has deliveries to attempt.
public struct DueEndpoint: Hashable, Sendable {
    /// The endpoint's id.
    public let endpoint: ULID
    /// When its first delivery is, or was, due.
    public let earliest: Timestamp

    /// Pairs an endpoint with its time.
    public init(endpoint: ULID, earliest: Timestamp) {
        self.endpoint = endpoint
        self.earliest = earliest
    }
}
