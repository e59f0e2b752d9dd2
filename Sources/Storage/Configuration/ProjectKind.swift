/// Which way a project's events go.
public enum ProjectKind: String, Sendable, CaseIterable {
    /// From the API or a broker to customers' endpoints.
    case outgoing
    /// From webhooks received on a source's URL to one's own backends.
    case incoming
}
