internal import Domain
internal import HTTP

/// Where access tokens come from.
protocol TokenSource: Sendable {
    /// Who the tokens are for, as people know it: a service account's address, or what stands for it.
    var identity: String { get }

    /// Gets a new token.
    func token(over http: HTTPClient) async throws(CredentialsError) -> AccessToken
}

/// What token servers have in common.
enum TokenExchange {
    /// What tokens are good for, where that can be chosen.
    static let scope = "https://www.googleapis.com/auth/pubsub"

    static let timeout = Duration.seconds(20)
    private static let largest = 1 << 16

    /// Sends a form and reads a token from the answer.
    static func post(
        _ form: [(name: String, value: String)],
        to url: String,
        over http: HTTPClient
    ) async -> Result<AccessToken, RequestFailure> {
        let body = form.map { "\($0.name)=\(URIComponent.encode($0.value))" }.joined(separator: "&")
        let headers = [Header(name: "Content-Type", value: "application/x-www-form-urlencoded")]
        let request = HTTPRequest(
            url: url,
            headers: headers,
            body: Bytes(body.utf8),
            timeout: timeout,
            responseLimit: largest
        )
        return await http.answer(to: request).flatMap { token(in: $0) }
    }

    static func get(
        _ url: String,
        headers: [Header],
        over http: HTTPClient
    ) async -> Result<[UInt8], RequestFailure> {
        let request = HTTPRequest(method: "GET", url: url, headers: headers, timeout: timeout, responseLimit: largest)
        return await http.answer(to: request)
    }

    /// The token of an answer such as `{"access_token": "…", "expires_in": 3599}`.
    static func token(in answer: [UInt8]) -> Result<AccessToken, RequestFailure> {
        let fields = JSONFields(answer[...])
        guard let value = fields.text("access_token"), !value.isEmpty else {
            return .failure(.unreadable("it has no access_token"))
        }
        // Google's live for an hour; a server that does not say is asked again soon.
        let seconds = fields.text("expires_in").flatMap { Int($0) } ?? 300
        return .success(AccessToken(value, lifetime: .seconds(min(max(seconds, 1), 86_400))))
    }

    /// Whether secrets may be sent to a URL: encrypted, or on this machine.
    static func isConfidential(_ url: String) -> Bool {
        if url.hasPrefix("https://") { return true }
        return ["http://127.0.0.1", "http://localhost", "http://[::1]"].contains { host in
            url.hasPrefix(host) && [":", "/"].contains(url.dropFirst(host.count).prefix(1))
        }
    }
}
