internal import ConnectorCore
internal import Logging
internal import Reactor

extension PubSubSession {
    /// Keeps a token at hand, and gets the next before it ends: one at a time, since only this task does.
    func keepToken(from source: any TokenSource, _ link: Link) async {
        var backoff = Backoff(initial: timing.retry, maximum: timing.retryLimit)
        while !Task.isCancelled {
            do {
                let new = try await source.token(over: http)
                token = new
                isTokenProven = false
                if degradedBy.contains(.token) { answered(.token) }
                backoff.reset()
                workBell.ring()
                await tokenBell.wait(until: new.renewal)
            } catch {
                guard !Task.isCancelled else { return }
                metrics.failed(.token)
                let isUsable = token.map { $0.expiry > .now } == true
                if !isUsable, !error.isTransient { return fail(ConnectorError(.credentials, error.message)) }
                if !isUsable { degrade(ConnectorError(.disconnected, error.message), by: .token) }
                logger.debug("no new access token, asked for again", metadata: [LogKey.error: "\(error.message)"])
                await tokenBell.wait(until: .now + backoff.next())
            }
        }
    }

    /// Google has refused a token. One that worked before has been withdrawn, and is replaced; a new one is no use.
    func renewToken(refused: AccessToken?, _ link: Link) {
        // An answer to a request that still carried the token before.
        guard let token, token.value == refused?.value else { return }
        guard isTokenProven else { return fail(link.health.tokenRefused()) }
        self.token = nil
        tokenBell.ring()
    }
}
