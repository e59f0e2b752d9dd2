public import Hummingbird
public import HummingbirdCore
public import Logging
public import NIOCore

/// The HTTP server with the REST API, health and metrics: a service that runs until it is told to stop.
public struct Gateway: ApplicationProtocol {
    private let application: Application<RouterResponder<GatewayContext>>

    /// Host and port, for messages.
    private let place: String

    init(_ application: Application<RouterResponder<GatewayContext>>, place: String) {
        self.application = application
        self.place = place
    }

    /// What answers requests; tests talk to it without a socket.
    public var responder: RouterResponder<GatewayContext> { application.responder }

    /// How connections are served.
    public var server: HTTPServerBuilder { application.server }

    /// Where it listens.
    public var configuration: ApplicationConfiguration { application.configuration }

    /// Its log.
    public var logger: Logger { application.logger }

    /// Tells that the server listens.
    public func onServerRunning(_ channel: any Channel) async {
        await application.onServerRunning(channel)
    }

    /// Serves until the graceful shutdown has begun and the requests in flight are answered.
    ///
    /// - Throws: ``GatewayError`` when it cannot listen.
    public func run() async throws {
        do {
            try await application.run()
        } catch let error as IOError {
            throw GatewayError(error, listeningOn: place)
        }
    }
}
