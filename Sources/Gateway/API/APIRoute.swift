internal import Domain
internal import HTTPTypes

/// One operation of the API: what the router registers and `docs/openapi.yaml` describes.
struct APIRoute: Sendable {
    let method: HTTPRequest.Method
    /// With `{parameters}`, as OpenAPI writes paths.
    let path: String
    let access: Access
    let handle: @Sendable (APIRequest) async throws -> APIResponse

    init(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ access: Access,
        _ handle: @escaping @Sendable (APIRequest) async throws -> APIResponse
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.handle = handle
    }

    /// Whether the path lies within one project.
    var isInProject: Bool { path.hasPrefix(Self.project) }

    /// Where everything of one project lies.
    static let project = "/api/v1/projects/{projectID}"

    /// Every operation there is.
    static let all: [APIRoute] =
        projects + endpoints + sources + subscriptions + events + deliveries + deadLetters + jobs
}
