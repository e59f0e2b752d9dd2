internal import Domain
internal import HTTP

/// Signs calls to one service, sends them, and says why they failed.
///
/// A call is signed anew, once, when the clocks turn out to differ or the session token to have ended. Everything else is
/// left to who called.
struct AWSClient: Sendable {
    /// One call.
    struct Call: Sendable {
        var headers: [Header]
        var body: Bytes
        /// How long the whole may take.
        var timeout: Duration
        /// How much of an answer is read.
        var responseLimit = 1 << 20
    }

    let http: HTTPClient
    let endpoint: ServiceEndpoint
    let signer: RequestSigner
    let credentials: CredentialCache
    let clock: ServerClock

    /// Sends a call.
    ///
    /// - Parameter started: told how the request can be taken back. With it the call goes on although the task is cancelled:
    ///   what AWS has handed out must not be lost on the way. Without it, cancelling the task takes the request back.
    func send(
        _ call: Call,
        started: ((HTTPRequestToken) -> Void)? = nil
    ) async throws(AWSFailure) -> HTTPResponse {
        let identity = try await credentials.current()
        let first = await attempt(call, as: identity, started)
        guard case .failure(let failure) = first else { return try first.get() }
        switch failure.kind {
        case .skewed:
            return try await attempt(call, as: identity, started).get()
        case .expired:
            // Who put them where they were found may have put new ones there since.
            credentials.discard(identity)
            let renewed = try await credentials.current()
            guard renewed != identity else { throw failure }
            return try await attempt(call, as: renewed, started).get()
        default:
            throw failure
        }
    }

    private func attempt(
        _ call: Call,
        as identity: Credentials,
        _ started: ((HTTPRequestToken) -> Void)?
    ) async -> Result<HTTPResponse, AWSFailure> {
        let signed = signer.headers(
            method: "POST",
            path: endpoint.path,
            signing: call.headers + [Header(name: "Host", value: endpoint.host)],
            body: call.body,
            as: identity,
            at: clock.now
        )
        let request = HTTPRequest(
            url: endpoint.url,
            headers: call.headers + signed,
            body: call.body,
            timeout: call.timeout,
            responseLimit: call.responseLimit
        )
        let result = await send(request, started)
        switch result {
        case .failure(let error):
            return .failure(AWSFailure(error))
        case .success(let response) where response.status == 200:
            return .success(response)
        case .success(let response):
            // Its time is that of AWS also where it is not about time.
            clock.heard(response.headers.firstValue(named: "date"))
            return .failure(AWSFailure(response))
        }
    }

    private func send(
        _ request: HTTPRequest,
        _ started: ((HTTPRequestToken) -> Void)?
    ) async -> Result<HTTPResponse, HTTPError> {
        guard let started else { return await http.send(request) }
        return await withCheckedContinuation { continuation in
            started(http.start(request) { continuation.resume(returning: $0) })
        }
    }
}
