internal import Domain
internal import HTTP

/// Borrows the credentials of a role from AWS's token service.
struct STSClient: Sendable {
    /// Which role, and how we are called in it.
    struct Role: Hashable, Sendable {
        let name: String
        var externalID: String?
        /// What AWS's records show.
        var session = "longshore"
    }

    let surroundings: Surroundings
    let endpoint: ServiceEndpoint
    let region: String

    /// Takes on a role as somebody who may.
    func assume(_ role: Role, as base: Credentials) async throws(AWSFailure) -> Credentials {
        var form = Self.form("AssumeRole", role)
        if let external = role.externalID { form.append(("ExternalId", external)) }
        return try await send(form, role, as: base)
    }

    /// Takes on a role with a token that somebody else has signed, as in Kubernetes.
    func assume(_ role: Role, withToken token: String) async throws(AWSFailure) -> Credentials {
        try await send(Self.form("AssumeRoleWithWebIdentity", role) + [("WebIdentityToken", token)], role, as: nil)
    }

    private static func form(_ action: String, _ role: Role) -> [(name: String, value: String)] {
        [
            ("Action", action), ("Version", "2011-06-15"), ("RoleArn", role.name),
            ("RoleSessionName", role.session),
        ]
    }

    private func send(
        _ form: [(name: String, value: String)],
        _ role: Role,
        as base: Credentials?
    ) async throws(AWSFailure) -> Credentials {
        let text = form.map { "\(URIComponent.encode($0.name))=\(URIComponent.encode($0.value))" }
        let body = Bytes(text.joined(separator: "&").utf8)
        let first = try await attempt(body, as: base)
        guard first.status != 200 else { return try read(first, role) }
        let failure = AWSFailure(first)
        guard failure.kind == .skewed, base != nil else { throw failure }
        let second = try await attempt(body, as: base)
        guard second.status == 200 else { throw AWSFailure(second) }
        return try read(second, role)
    }

    private func attempt(_ body: Bytes, as base: Credentials?) async throws(AWSFailure) -> HTTPResponse {
        var headers = [Header(name: "Content-Type", value: "application/x-www-form-urlencoded")]
        if let base {
            headers += RequestSigner(region: region, service: "sts").headers(
                method: "POST",
                path: endpoint.path,
                signing: headers + [Header(name: "Host", value: endpoint.host)],
                body: body,
                as: base,
                at: surroundings.clock.now
            )
        }
        let request = HTTPRequest(url: endpoint.url, headers: headers, body: body, timeout: .seconds(10))
        switch await surroundings.http.send(request) {
        case .failure(let error): throw AWSFailure(error)
        case .success(let response):
            if response.status != 200 { surroundings.clock.heard(response.headers.firstValue(named: "date")) }
            return response
        }
    }

    private func read(_ response: HTTPResponse, _ role: Role) throws(AWSFailure) -> Credentials {
        let body = response.body[...]
        guard let id = XMLText.value(of: "AccessKeyId", in: body),
            let secret = XMLText.value(of: "SecretAccessKey", in: body)
        else { throw AWSFailure(.protocolFailure, code: "STS", "the answer has no credentials") }
        return Credentials(
            accessKeyID: id,
            secretAccessKey: secret,
            sessionToken: XMLText.value(of: "SessionToken", in: body),
            expiration: XMLText.value(of: "Expiration", in: body).flatMap { Timestamp(iso8601: $0) },
            origin: "role \(role.name)"
        )
    }
}
