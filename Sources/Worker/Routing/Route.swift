internal import Domain

/// Why an event goes to an endpoint, and by which policy.
struct Route: Sendable {
    let destination: Destination
    /// The subscription that matched; nil when the event named the endpoint, or its owner.
    let subscription: ULID?
    let policy: RetryPolicy
}

/// What the routing table says of one event.
enum Match: Sendable {
    /// One route per endpoint, never empty.
    case routes([Route])
    /// The event is stored and delivered to nobody, for this reason.
    case nobody(reason: String)
    /// The event cannot be what its producer meant; it becomes a dead letter.
    case refused(reason: String)
}
