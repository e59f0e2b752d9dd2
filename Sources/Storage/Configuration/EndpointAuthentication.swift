/// The credentials that are sent to an endpoint with each request.
///
/// Has no description: it would hold a secret.
public enum EndpointAuthentication: Sendable, Equatable {
    /// A header with a fixed value.
    case apiKey(header: String, value: String)
    /// HTTP's basic authentication.
    case basic(username: String, password: String)
}
