internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore
internal import Telemetry

/// Builds the HTTP server: what `longshore server` runs and what tests talk to.
///
/// - Parameters:
///   - services: what the API works on.
///   - onListening: called with the port once the server listens.
public func buildGateway(
    _ services: GatewayServices,
    onListening: @escaping @Sendable (Int) async -> Void = { _ in }
) -> Gateway {
    let configuration = services.configuration
    var channel = HTTP1Channel.Configuration(
        additionalChannelHandlers: [
            RequestGuard(timeout: configuration.readTimeout, limit: RequestGuard.bytesBeforeCut)
        ],
        idleTimeout: TimeAmount(configuration.idleTimeout)
    )
    channel.httpDecoder.maxHeaderFieldSize = configuration.maximumHeaderBytes
    channel.httpDecoder.maxHeaderListSize = configuration.maximumHeaderBytes
    channel.httpDecoder.maxHeaderFieldCount = 100
    let application = Application(
        router: buildRouter(services),
        server: .http1(configuration: channel),
        configuration: ApplicationConfiguration(
            address: .hostname(configuration.host, port: configuration.port),
            serverName: "longshore",
            backlog: 1_024,
            availableConnectionsDelegate: .maximum(configuration.maximumConnections, logger: services.logger)
        ),
        onServerRunning: { await onListening($0.localAddress?.port ?? configuration.port) },
        logger: services.logger
    )
    return Gateway(application, place: "\(configuration.host):\(configuration.port)")
}

/// Registers every operation; one that is not found is counted and answered as well.
private func buildRouter(_ services: GatewayServices) -> Router<GatewayContext> {
    ProcessMetrics.add(to: services.metrics, version: services.configuration.version)
    RequestMetrics.describe(in: services.metrics)
    let router = Router(context: GatewayContext.self)
    router.add(middleware: RequestFrame())
    HealthRoutes.register(on: router, services)
    for route in APIRoute.all {
        let metrics = RequestMetrics(services.metrics, method: route.method, path: route.path)
        router.on(RouterPath(route.path), method: route.method) { request, context in
            let start = ContinuousClock.now
            do {
                let response = try await route.respond(request, context, services)
                metrics.record(response.status, since: start)
                return response
            } catch {
                metrics.record(APIError(reporting: error).status, since: start)
                throw error
            }
        }
    }
    return router
}

extension APIRoute {
    /// Authenticates, checks what the key may do, and answers.
    fileprivate func respond(
        _ request: Request,
        _ context: GatewayContext,
        _ services: GatewayServices
    ) async throws -> Response {
        let principal = try await services.authenticator.principal(request.headers)
        var project: ULID?
        if isInProject {
            guard let id = context.parameters.get("projectID").flatMap({ ULID($0) }) else {
                throw APIError.notFound("project")
            }
            project = id
        }
        try access.check(principal, project: project)
        let call = APIRequest(
            request: request,
            context: context,
            principal: principal,
            services: services,
            project: project ?? ULID(high: 0, low: 0)
        )
        return try await handle(call).response
    }
}
