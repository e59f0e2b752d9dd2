public import Domain

/// A signing secret of an endpoint, opened.
public struct EndpointSecret: Sendable, Equatable {
    /// Its id.
    public let id: ULID
    /// The secret itself: shown once when made, never in a log.
    public let value: String
    /// When it stops signing; nil: never. Whoever signs compares it with the time of signing.
    public let expiresAt: Timestamp?
    /// When it was made.
    public let createdAt: Timestamp
}
