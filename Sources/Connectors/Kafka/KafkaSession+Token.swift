internal import ConnectorCore
internal import Logging
internal import Reactor

extension KafkaSession {
    /// Keeps librdkafka in tokens, each fetched before the last one ends, until the task is cancelled; does nothing where brokers
    /// take no tokens.
    ///
    /// Librdkafka connects as soon as it has the first. A connection that the broker ends with its token is made anew with
    /// the token of the day.
    func keepToken() async {
        guard let endpoint else { return }
        var backoff = Backoff(initial: timing.tokenRetry, maximum: timing.tokenRetryLimit)
        var end: ContinuousClock.Instant?
        while !Task.isCancelled {
            do {
                let token = try await endpoint.token()
                try client.setToken(token, extensions: endpoint.settings.extensions)
                let now = ContinuousClock.now
                end = now + token.lifetime
                backoff.reset()
                logger.debug("token taken over", metadata: ["principal": "\(token.principal)"])
                try? await reactor.sleep(until: now + token.renewal)
            } catch {
                guard !Task.isCancelled else { return }
                let isUsable = end.map { $0 > .now } == true
                let problem = problem(error)
                if !isUsable, !problem.isTransient { return fail(ConnectorError(.credentials, problem.description)) }
                if !isUsable {
                    health.degraded()
                    status.degraded(ConnectorError(.disconnected, problem.description))
                }
                logger.warning("no new token, asked for again", metadata: [LogKey.error: "\(problem)"])
                try? await reactor.sleep(until: .now + backoff.next())
            }
        }
    }

    private func problem(_ error: any Error) -> TokenError {
        error as? TokenError ?? TokenError("librdkafka does not take the token: \(error)", isTransient: false)
    }
}
