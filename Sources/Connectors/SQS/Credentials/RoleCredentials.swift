/// The credentials of a role, taken on with those of another source.
struct RoleCredentials: CredentialSource {
    let base: any CredentialSource
    let role: STSClient.Role
    let sts: STSClient

    func find() async throws(AWSFailure) -> Credentials? {
        guard let own = try await base.find() else { return nil }
        return try await sts.assume(role, as: own)
    }
}

/// The credentials of a role, taken on with a token in a file that somebody renews: `AWS_WEB_IDENTITY_TOKEN_FILE`.
struct WebIdentityCredentials: CredentialSource {
    let surroundings: Surroundings
    let sts: STSClient
    /// The token's file and the role, where a profile names them; otherwise the environment does.
    var profile: (file: String, role: STSClient.Role)?

    func find() async throws(AWSFailure) -> Credentials? {
        var found = profile
        if found == nil { found = try environment() }
        guard let (file, role) = found else { return nil }
        guard let token = try await surroundings.read(file)?.split(whereSeparator: \.isWhitespace).first else {
            throw AWSFailure(.configuration, code: "no token", "`\(file)` (web identity) does not exist or is empty")
        }
        return try await sts.assume(role, withToken: String(token))
    }

    private func environment() throws(AWSFailure) -> (file: String, role: STSClient.Role)? {
        guard let file = surroundings.variable("AWS_WEB_IDENTITY_TOKEN_FILE") else { return nil }
        guard let name = surroundings.variable("AWS_ROLE_ARN") else {
            throw AWSFailure(
                .configuration,
                code: "no role",
                "AWS_WEB_IDENTITY_TOKEN_FILE is set in the environment, AWS_ROLE_ARN is not"
            )
        }
        let session = surroundings.variable("AWS_ROLE_SESSION_NAME") ?? "longshore"
        return (file, STSClient.Role(name: name, session: session))
    }
}
