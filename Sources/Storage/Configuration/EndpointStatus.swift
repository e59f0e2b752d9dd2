/// Whether an endpoint is delivered to.
public enum EndpointStatus: String, Sendable, CaseIterable {
    /// Deliveries are made.
    case active
    /// Switched off: deliveries to it are discarded.
    case inactive
    /// Deliveries wait until it is active again.
    case paused
}
