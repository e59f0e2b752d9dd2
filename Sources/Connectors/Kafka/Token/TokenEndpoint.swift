internal import Domain
internal import HTTP

/// Asks an identity provider for tokens, with the client credentials grant (RFC 6749, section 4.4).
///
/// Debian's librdkafka is built without the code that could do this by itself.
struct TokenEndpoint: Sendable {
    let settings: KafkaSettings.OAuth
    let http: HTTPClient

    private static let timeout = Duration.seconds(20)
    private static let largestAnswer = 1 << 16

    /// The client to ask with: token endpoints may be anywhere, also on private addresses.
    static func configuration(_ settings: KafkaSettings.OAuth) -> HTTPConfiguration {
        HTTPConfiguration(
            addressPolicy: AddressPolicy(allowsPrivate: true),
            maximumRequestsPerOrigin: 1,
            certificateAuthorityFile: settings.authorityFile
        )
    }

    /// Gets a new token.
    func token() async throws(TokenError) -> OAuthToken {
        let response: HTTPResponse
        switch await http.send(request) {
        case .success(let answer): response = answer
        case .failure(let error):
            throw TokenError("no token from \(settings.endpoint): \(error)", isTransient: error.isRetryable)
        }
        guard response.status == 200 else { throw refused(response) }
        guard let token = OAuthToken(answer: response.body, clientID: settings.clientID) else {
            throw TokenError(
                "the answer of \(settings.endpoint) has no access_token: is sasl.token_endpoint the URL of a token endpoint?",
                isTransient: false
            )
        }
        return token
    }

    private var request: HTTPRequest {
        var form = "grant_type=client_credentials"
        if let scope = settings.scope { form += "&scope=\(URIComponent.encode(scope))" }
        let name = URIComponent.encode(settings.clientID), secret = URIComponent.encode(settings.clientSecret)
        return HTTPRequest(
            url: settings.endpoint,
            headers: [
                Header(name: "Authorization", value: "Basic \(Base64.encode("\(name):\(secret)".utf8))"),
                Header(name: "Content-Type", value: "application/x-www-form-urlencoded"),
                Header(name: "Accept", value: "application/json"),
            ],
            body: Bytes(form.utf8),
            timeout: Self.timeout,
            responseLimit: Self.largestAnswer
        )
    }

    /// What the endpoint said, in its own words where it has some.
    private func refused(_ response: HTTPResponse) -> TokenError {
        let members = (try? JSON.members(of: response.body[...])) ?? []
        let words = ["error", "error_description"].compactMap { name in
            members.first { $0.name == name }.flatMap { JSON.string(from: $0.value) }
        }
        let said = words.isEmpty ? "" : ": " + words.joined(separator: ", ").prefix(300)
        let what = "\(settings.endpoint) gave client `\(settings.clientID)` no token (status \(response.status)\(said))"
        // An endpoint that repeats what it was sent must not bring the secret into a log.
        let clean = what.replacing(settings.clientSecret, with: "…")
        let isTransient = response.status >= 500 || response.status == 429 || response.status == 408
        let advice = isTransient ? "" : ": check sasl.client_id, sasl.client_secret and sasl.scope"
        return TokenError(clean + advice, isTransient: isTransient)
    }
}
