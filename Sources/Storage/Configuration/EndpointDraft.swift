/// An endpoint as it shall be; its secrets are handled apart from it.
public struct EndpointDraft: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// What it is for.
    public var description: String
    /// Where deliveries go.
    public var url: String
    /// The customer it belongs to: events can be addressed to an owner.
    public var ownerID: String?
    /// Whether it is delivered to.
    public var status: EndpointStatus
    /// How long one request may take in all.
    public var timeout: Duration
    /// Whether the configured signature carries a time and may carry several values.
    public var usesAdvancedSignatures: Bool
    /// Credentials sent with each request.
    public var authentication: EndpointAuthentication?

    /// Makes a draft.
    public init(
        name: String,
        description: String = "",
        url: String,
        ownerID: String? = nil,
        status: EndpointStatus = .active,
        timeout: Duration = .seconds(10),
        usesAdvancedSignatures: Bool = true,
        authentication: EndpointAuthentication? = nil
    ) {
        self.name = name
        self.description = description
        self.url = url
        self.ownerID = ownerID
        self.status = status
        self.timeout = timeout
        self.usesAdvancedSignatures = usesAdvancedSignatures
        self.authentication = authentication
    }
}
