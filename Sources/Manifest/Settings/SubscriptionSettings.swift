internal import Domain
internal import Specification

/// The settings of a subscription.
enum SubscriptionSettings {
    static let specification = ObjectSpecification(
        "Subscription",
        summary: "Sends the events of some types, of one source or of all, to an endpoint.",
        settings: [
            Setting(
                "name",
                .string(.name),
                isRequired: true,
                summary: "The subscription's name, unique in its project.",
                example: "billing-paid"
            ),
            Setting(
                "endpoint",
                .string(.name),
                isRequired: true,
                summary: "The name of an endpoint of the project in this file.",
                example: "billing"
            ),
            Setting(
                "source",
                .string(.name),
                summary: """
                    The name of a source of the project in this file: only its events. Left out: events of all sources \
                    and of the API.
                    """,
                example: "orders-kafka"
            ),
            Setting(
                "event_types",
                .list(.string(), atLeast: 1, atMost: 1_000),
                defaultText: "[\"*\"]",
                summary: "Which types: exactly (`order.paid`), all that begin with a prefix (`order.*`), or all (`*`).",
                example: "[order.paid, \"order.refund.*\"]"
            ),
            Setting(
                "retry",
                .object(RetrySettings.specification),
                summary: "When a failed delivery is tried again; the project's policy when left out."
            ),
        ],
        refused: [
            "filter": "is not supported yet: what is supported now are event_types and source",
            "function": "is not supported yet: events are sent as they came",
            "order": "is not supported yet: deliveries run in parallel",
            "rate_limit": "is not supported yet: webhooks are sent as fast as the endpoint answers",
        ]
    )

    static func check(_ subscription: CheckedObject) -> [ConfigurationIssue] {
        var issues = subscription.optionalObject("retry").map(RetrySettings.check) ?? []
        for (index, type) in subscription.strings("event_types").enumerated() where EventTypePattern(type) == nil {
            issues.append(
                subscription.issue(
                    at: "event_types[\(index)]",
                    "“\(type)” is no event type: a “*” may stand alone or after the last dot, as in order.*"
                )
            )
        }
        return issues
    }

    static func subscription(_ settings: CheckedObject) -> DesiredSubscription {
        DesiredSubscription(
            name: settings.string("name"),
            endpoint: settings.string("endpoint"),
            source: settings.optionalString("source"),
            eventTypes: settings.strings("event_types").compactMap { EventTypePattern($0) },
            retryPolicy: settings.optionalObject("retry").map(RetrySettings.policy)
        )
    }
}
