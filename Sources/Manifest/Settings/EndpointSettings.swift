internal import Domain
internal import Specification
internal import Storage

/// The settings of an endpoint.
enum EndpointSettings {
    static let specification = ObjectSpecification(
        "Endpoint",
        summary: "A URL that webhooks are sent to.",
        settings: [
            Setting(
                "name",
                .string(.name),
                isRequired: true,
                summary: "The endpoint's name, unique in its project.",
                example: "billing"
            ),
            Setting(
                "url",
                .url(schemes: ["https", "http"]),
                isRequired: true,
                summary: "Where webhooks are sent to, by POST.",
                example: "https://billing.example.com/hooks"
            ),
            Setting(
                "secret",
                .secret,
                summary: """
                    What webhooks are signed with: `whsec_…` as in Standard Webhooks, or any text. Left out: one is \
                    made when the endpoint is created and never shown.
                    """,
                example: "\"${BILLING_SECRET}\""
            ),
            Setting(
                "secret_overlap",
                .duration(atMost: .seconds(30 * 86_400)),
                defaultText: "0s",
                summary: "How long the old secret signs beside the new one when `secret` changes; `0s`: not at all.",
                example: "24h"
            ),
            Setting(
                "owner_id",
                .string(),
                summary: "The customer it belongs to; an event can be sent to all endpoints of an owner.",
                example: "customer-42"
            ),
            Setting(
                "description",
                .string(.anything),
                defaultText: "\"\"",
                summary: "Anything worth knowing about it."
            ),
            Setting(
                "status",
                .enumeration(EndpointStatus.allCases.map(\.rawValue)),
                summary: """
                    `active`: webhooks are sent. `paused`: they wait. `inactive`: they are discarded. Left out: as \
                    it is, so that applying the file does not undo what an operator did; `active` for a new one.
                    """
            ),
            Setting(
                "timeout",
                .duration(atLeast: .milliseconds(100), atMost: .seconds(300)),
                defaultText: "10s",
                summary: "How long one request may take in all.",
                aliases: ["http_timeout"]
            ),
            Setting(
                "advanced_signatures",
                .boolean,
                defaultText: "true",
                summary: """
                    Whether the project's signature header carries a time and may carry several signatures \
                    (`t=…,v1=…`), or one signature alone.
                    """
            ),
            Setting("authentication", .object(authentication), summary: "Credentials sent with each request."),
        ],
        refused: [
            "rate_limit": "is not supported yet: webhooks are sent as fast as the endpoint answers",
            "content_type": "is not supported yet: webhooks are sent as JSON",
        ]
    )

    private static let authentication = ObjectSpecification(
        "Endpoint authentication",
        summary: "Credentials sent with each request.",
        settings: [
            Setting("api_key", .object(apiKey), summary: "A header with a fixed value."),
            Setting("basic", .object(basic), summary: "HTTP's basic authentication.", aliases: ["basic_auth"]),
        ],
        exactlyOneOf: [["api_key", "basic"]]
    )

    private static let apiKey = ObjectSpecification(
        "API key header",
        summary: "A header with a fixed value.",
        settings: [
            Setting(
                "header",
                .string(.headerName),
                isRequired: true,
                summary: "The header's name.",
                example: "X-Api-Key",
                aliases: ["header_name"]
            ),
            Setting(
                "value",
                .secret,
                isRequired: true,
                summary: "The header's value.",
                example: "\"${BILLING_KEY}\"",
                aliases: ["header_value"]
            ),
        ]
    )

    private static let basic = ObjectSpecification(
        "Basic authentication",
        summary: "A user name and a password.",
        settings: [
            Setting("username", .string(), isRequired: true, summary: "The user name.", example: "longshore"),
            Setting(
                "password",
                .secret,
                isRequired: true,
                summary: "The password.",
                example: "\"${BILLING_PASSWORD}\""
            ),
        ]
    )

    static func check(_ endpoint: CheckedObject) -> [ConfigurationIssue] {
        var issues: [ConfigurationIssue] = []
        if let endpoint = endpoint.optionalObject("authentication")?.optionalObject("api_key"),
            let value = endpoint.optionalString("value"), value.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
        {
            issues.append(
                endpoint.issue(at: "value", "has a line break or another control character, which no header may have")
            )
        }
        if let user = endpoint.optionalObject("authentication")?.optionalObject("basic"),
            user.optionalString("username")?.contains(":") == true
        {
            issues.append(
                user.issue(at: "username", "has a “:”, which a user name of basic authentication may not have")
            )
        }
        if !endpoint.isGiven("secret"), endpoint.isComplete {
            issues.append(
                endpoint.issue(
                    "no secret: one is made that nobody knows, so receivers cannot verify signatures",
                    severity: .warning
                )
            )
        }
        if endpoint.isGiven("secret_overlap"), !endpoint.isGiven("secret"), endpoint.isComplete {
            issues.append(endpoint.issue(at: "secret_overlap", "has no effect without secret"))
        }
        return issues
    }

    /// The endpoint of complete settings; a status that was left out is `nil`.
    static func endpoint(_ settings: CheckedObject) -> DesiredEndpoint {
        let status = settings.optionalString("status").flatMap(EndpointStatus.init(rawValue:))
        return DesiredEndpoint(
            draft: EndpointDraft(
                name: settings.string("name"),
                description: settings.string("description"),
                url: settings.string("url"),
                ownerID: settings.optionalString("owner_id"),
                status: status ?? .active,
                timeout: settings.duration("timeout"),
                usesAdvancedSignatures: settings.boolean("advanced_signatures"),
                authentication: settings.optionalObject("authentication").map(authentication)
            ),
            setsStatus: status != nil,
            secret: settings.optionalString("secret"),
            secretOverlap: settings.duration("secret_overlap")
        )
    }

    private static func authentication(_ settings: CheckedObject) -> EndpointAuthentication {
        if let key = settings.optionalObject("api_key") {
            return .apiKey(header: key.string("header"), value: key.string("value"))
        }
        let basic = settings.object("basic")
        return .basic(username: basic.string("username"), password: basic.string("password"))
    }
}
