internal import Specification

extension KafkaSettings {
    /// How one says who one is.
    static let sasl = ObjectSpecification(
        "SASL",
        summary: "Who we are to the broker.",
        settings: [
            Setting(
                "mechanism",
                .enumeration(passwordMechanisms + [OAuth.mechanism]),
                isRequired: true,
                summary: """
                    How it is proven. `PLAIN` sends the password, so use it with TLS only; `OAUTHBEARER` gets tokens from an identity \
                    provider with the client credentials of OAuth 2.0.
                    """
            ),
            Setting("username", .string(), summary: "The user, for `PLAIN` and `SCRAM`."),
            Setting("password", .secret, summary: "The user's password.", example: "${KAFKA_PASSWORD}"),
            Setting(
                "token_endpoint",
                .url(schemes: ["https", "http"]),
                summary: "For `OAUTHBEARER`: the URL of the identity provider's token endpoint.",
                example: "https://login.example.com/oauth2/token"
            ),
            Setting("client_id", .string(), summary: "For `OAUTHBEARER`: the client that is known there."),
            Setting(
                "client_secret",
                .secret,
                summary: "For `OAUTHBEARER`: the client's secret.",
                example: "${KAFKA_CLIENT_SECRET}"
            ),
            Setting(
                "scope",
                .string(),
                summary: "For `OAUTHBEARER`: what the token shall be good for; most providers know it by themselves.",
                example: "kafka"
            ),
            Setting(
                "token_ca_file",
                .string(),
                summary: "For `OAUTHBEARER`: a file with the authorities to trust at the token endpoint (PEM).",
                example: "/etc/ssl/idp-ca.pem"
            ),
            Setting(
                "extensions",
                .map(.string(.anything)),
                summary: "For `OAUTHBEARER`: what the broker wants to be told beside the token.",
                example: "{logicalCluster: lkc-1, identityPoolId: pool-1}"
            ),
        ]
    )

    static let passwordMechanisms = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]

    private static let passwordSettings = ["username", "password"]
    private static let tokenSettings = ["token_endpoint", "client_id", "client_secret"]
    private static let optionalTokenSettings = ["scope", "token_ca_file", "extensions"]

    /// What each mechanism needs, and what it would leave unused.
    static func saslIssues(_ object: CheckedObject) -> [ConfigurationIssue] {
        guard let login = object.optionalObject("sasl") else { return [] }
        let mechanism = login.string("mechanism")
        let hasTokens = mechanism == OAuth.mechanism
        let needed = hasTokens ? tokenSettings : passwordSettings
        let unused = hasTokens ? passwordSettings : tokenSettings + optionalTokenSettings
        var issues: [ConfigurationIssue] = []
        for name in needed where login.value(name) == nil {
            issues.append(login.issue("sasl.\(name) is missing: \(mechanism) needs \(needed.joined(separator: ", "))"))
        }
        for name in unused where login.value(name) != nil {
            issues.append(
                login.issue(at: name, "\(mechanism) does not use it: it needs \(needed.joined(separator: ", "))")
            )
        }
        if let endpoint = login.optionalString("token_endpoint"), hasTokens {
            issues += endpointIssues(endpoint, login)
        }
        return issues
    }

    private static func endpointIssues(_ endpoint: String, _ login: CheckedObject) -> [ConfigurationIssue] {
        let isLocal = ["127.0.0.1", "localhost", "[::1]"].contains { endpoint.hasPrefix("http://\($0)") }
        if isLocal || endpoint.hasPrefix("https://") { return [] }
        let message = "the client's secret goes to the token endpoint in clear: use https"
        return [login.issue(at: "token_endpoint", message, severity: .warning)]
    }
}
