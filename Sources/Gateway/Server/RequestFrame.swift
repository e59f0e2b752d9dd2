internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import Logging

/// The outermost layer: gives each request its id and answers every error in the API's own form.
struct RequestFrame: RouterMiddleware {
    typealias Context = GatewayContext

    /// The dated version of Convoy's API whose shapes we speak.
    static let convoyVersion = "2025-11-24"

    @concurrent
    func handle(
        _ request: Request,
        context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.requestID = Self.requestID(request)
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            let problem = APIError(reporting: error)
            problem.log(error, request, context)
            response = problem.response
        }
        response.headers[.requestID] = context.requestID
        response.headers[.convoyVersion] = Self.convoyVersion
        return response
    }

    private static func requestID(_ request: Request) -> String {
        if let given = request.headers[.requestID], (1...128).contains(given.utf8.count),
            given.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        {
            return given
        }
        return ULID.random().description
    }
}
