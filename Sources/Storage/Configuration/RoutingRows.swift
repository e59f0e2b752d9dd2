/// Everything that matching and delivering need, as of one version of the configuration.
public struct RoutingRows: Sendable {
    /// The version, read in the same snapshot as the rows.
    public let version: Int64
    /// All projects.
    public let projects: [Project]
    /// All endpoints, with opened secrets.
    public let endpoints: [EndpointRow]
    /// All subscriptions.
    public let subscriptions: [SubscriptionRow]
}
