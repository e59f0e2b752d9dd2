internal import HTTP
internal import Reactor

extension KafkaClient {
    /// Gets the client a token, where brokers want one: for a client that asks a few questions, and lives no longer than a token.
    ///
    /// - Throws: ``TokenError``, or what librdkafka has against the token.
    nonisolated(nonsending) func introduce(_ settings: KafkaSettings) async throws {
        guard let oauth = settings.oauth else { return }
        try setToken(try await Self.token(oauth), extensions: oauth.extensions)
    }

    /// Gets a token on a connection of its own.
    nonisolated(nonsending) static func token(_ oauth: KafkaSettings.OAuth) async throws(TokenError) -> OAuthToken {
        let reactor = Reactor.start(name: "kafka-token")
        let http = HTTPClient(configuration: TokenEndpoint.configuration(oauth), reactor: reactor)
        let token: Result<OAuthToken, TokenError>
        do throws(TokenError) {
            token = .success(try await TokenEndpoint(settings: oauth, http: http).token())
        } catch {
            token = .failure(error)
        }
        await http.shutdown()
        reactor.stop()
        return try token.get()
    }
}
