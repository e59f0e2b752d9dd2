internal import Domain
internal import Specification

extension MappingSettings {
    /// A constant, or a place with a default.
    static func valueKind(_ what: String) -> Setting.Kind {
        .oneOf([.init("constant", .string()), .init("place", .object(valuePlace(what)))])
    }

    /// What brokers know of messages; each has some of them.
    private static let metadataNames = [
        "topic", "partition", "offset", "timestamp", "queue", "subscription", "exchange", "routing-key", "message-id",
        "correlation-id", "type", "app-id", "user-id", "message-group-id", "sequence-number",
    ]

    /// A place in the message, with a default.
    static func valuePlace(_ what: String) -> ObjectSpecification {
        ObjectSpecification(
            what,
            summary: "\(what) from a place in the message.",
            settings: [
                Setting(
                    "header",
                    .string(),
                    summary: "The value of this header, whatever its case.",
                    example: "event-type"
                ),
                Setting("key", .boolean, summary: "`true`: the message's key."),
                Setting(
                    "metadata",
                    .enumeration(metadataNames),
                    summary: "What the broker knows of the message; which of these, its own page says.",
                    example: "message-id"
                ),
                Setting(
                    "path",
                    .string(),
                    summary: "The text or number at this JSON path of the data.",
                    example: "$.order.type"
                ),
                Setting("default", .string(), summary: "What stands when there is nothing at the place."),
            ],
            exactlyOneOf: [["header", "key", "metadata", "path"]]
        )
    }

    static var targetPlace: ObjectSpecification {
        ObjectSpecification(
            "Target",
            summary: "Whom a message is for.",
            settings: [
                Setting("endpoint", valueKind("The endpoint id"), summary: "The id of one endpoint."),
                Setting("owner", valueKind("The owner id"), summary: "The owner of one or more endpoints."),
            ],
            exactlyOneOf: [["endpoint", "owner"]]
        )
    }

    static func rule(_ value: CheckedValue) -> ValueRule? {
        switch value {
        case .string(let text): return ValueRule(constant: text)
        case .object(let place):
            let fallback = place.optionalString("default")
            if let header = place.optionalString("header") { return ValueRule(.header(header), default: fallback) }
            if let path = place.optionalString("path").flatMap(JSONPath.init) {
                return ValueRule(.path(path), default: fallback)
            }
            if let name = place.optionalString("metadata") { return ValueRule(.metadata(name), default: fallback) }
            if place.optionalBoolean("key") == true { return ValueRule(.key, default: fallback) }
            return fallback.map(ValueRule.init(constant:))
        default: return nil
        }
    }

    static func target(_ value: CheckedValue) -> TargetRule {
        switch value {
        case .string("broadcast"): .broadcast
        case .object(let place):
            if let rule = place.value("endpoint").flatMap(rule) {
                .endpoint(rule)
            } else if let rule = place.value("owner").flatMap(rule) {
                .owner(rule)
            } else {
                .subscriptions
            }
        default: .subscriptions
        }
    }

    static func forwarding(_ value: CheckedValue) -> HeaderForwarding {
        switch value {
        case .string("none"): .none
        case .list(let names):
            .named(names.compactMap { if case .string(let name) = $0 { name.asciiLowercased } else { nil } })
        default: .all
        }
    }

    /// What is wrong with the place of a value: a path that is none, `key: false`.
    static func pathIssues(_ object: CheckedObject, _ name: String) -> [ConfigurationIssue] {
        guard case .object(let place)? = object.value(name) else { return [] }
        if let path = place.optionalString("path"), JSONPath(path) == nil {
            return [place.issue(at: "path", "`\(path)` is not a path: write `$.order.type` or `items[0].id`")]
        }
        if place.optionalBoolean("key") == false {
            return [place.issue(at: "key", "only `true` makes sense here: leave `key` out and give `header` or `path`")]
        }
        return []
    }

    /// Opaque data has no paths.
    static func opaquePathIssues(_ source: CheckedObject) -> [ConfigurationIssue] {
        var places = [("event_type", source.value("event_type")), ("idempotency_key", source.value("idempotency_key"))]
        if case .object(let target)? = source.value("target") {
            places += [("target", target.value("endpoint")), ("target", target.value("owner"))]
        }
        return places.compactMap { name, value in
            guard case .object(let place)? = value, place.value("path") != nil else { return nil }
            return source.issue(at: name, "opaque data has no JSON path: use `header` or `key`, or content: json")
        }
    }
}
