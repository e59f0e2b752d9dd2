internal import Domain
internal import HTTP

/// A workload identity: a token of another identity provider, which Google's token service exchanges for one of its own, in the
/// name of a service account where the configuration asks for that.
struct ExternalAccount: TokenSource {
    private let audience: String
    private let subjectTokenType: String
    private let tokenURL: String
    private let source: SubjectTokenSource
    private let impersonationURL: String?
    private let lifetime: Int

    var identity: String {
        guard let impersonationURL else { return "the workload identity" }
        // …/serviceAccounts/NAME:generateAccessToken
        let last = impersonationURL.split(separator: "/").last ?? ""
        return "service account \(last.prefix { $0 != ":" })"
    }

    /// Reads a configuration of type `external_account`.
    init(_ json: Bytes) throws(CredentialsError) {
        let fields = JSONFields(json)
        func required(_ name: String) throws(CredentialsError) -> String {
            guard let text = fields.text(name), !text.isEmpty else {
                throw CredentialsError("the workload identity file has no `\(name)`: make it anew with gcloud")
            }
            return text
        }
        func url(_ name: String, _ text: String) throws(CredentialsError) -> String {
            guard TokenExchange.isConfidential(text) else {
                throw CredentialsError("the workload identity file has a `\(name)` that is not an https URL")
            }
            return text
        }
        audience = try required("audience")
        subjectTokenType = try required("subject_token_type")
        tokenURL = try url("token_url", fields.text("token_url") ?? "https://sts.googleapis.com/v1/token")
        if let text = fields.text("service_account_impersonation_url") {
            impersonationURL = try url("service_account_impersonation_url", text)
        } else {
            impersonationURL = nil
        }
        let wanted = fields.object("service_account_impersonation")?.text("token_lifetime_seconds")
        lifetime = min(max(wanted.flatMap { Int($0) } ?? 3_600, 600), 43_200)
        guard let credentials = fields.object("credential_source") else {
            throw CredentialsError("the workload identity file has no `credential_source`: make it anew with gcloud")
        }
        source = try SubjectTokenSource(credentials)
    }

    func token(over http: HTTPClient) async throws(CredentialsError) -> AccessToken {
        let subject = try await source.token(over: http)
        let form = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), ("audience", audience),
            // The first token is only good for the second where there is one.
            ("scope", impersonationURL == nil ? TokenExchange.scope : "https://www.googleapis.com/auth/cloud-platform"),
            ("requested_token_type", "urn:ietf:params:oauth:token-type:access_token"),
            ("subject_token", subject), ("subject_token_type", subjectTokenType),
        ]
        switch await TokenExchange.post(form, to: tokenURL, over: http) {
        case .success(let token):
            guard let impersonationURL else { return token }
            return try await impersonate(token, impersonationURL, http)
        case .failure(let failure):
            throw CredentialsError(
                "exchange the workload's token at \(tokenURL)",
                failure,
                advice: "does the workload identity pool trust its issuer, and is `audience` right?"
            )
        }
    }

    private func impersonate(
        _ token: AccessToken,
        _ url: String,
        _ http: HTTPClient
    ) async throws(CredentialsError) -> AccessToken {
        var body = JSONWriter()
        body.object { body in
            body.member("scope", [TokenExchange.scope])
            body.member("lifetime", "\(lifetime)s")
        }
        let headers = [
            Header(name: "Content-Type", value: "application/json"),
            Header(name: "Authorization", value: "Bearer \(token.value)"),
        ]
        let request = HTTPRequest(url: url, headers: headers, body: body.bytes[...], timeout: TokenExchange.timeout)
        switch await http.answer(to: request) {
        case .failure(let failure):
            throw CredentialsError(
                "act as \(identity)",
                failure,
                advice: "grant the workload the role roles/iam.workloadIdentityUser on it"
            )
        case .success(let answer):
            let fields = JSONFields(answer[...])
            guard let value = fields.text("accessToken"), !value.isEmpty else {
                throw CredentialsError("acting as \(identity) gave no token: the answer has no accessToken")
            }
            let expiry = fields.text("expireTime").flatMap { Timestamp(iso8601: $0) }
            let seconds = expiry.map { $0.since(.now()) } ?? .seconds(300)
            return AccessToken(value, lifetime: max(.seconds(1), seconds))
        }
    }
}
