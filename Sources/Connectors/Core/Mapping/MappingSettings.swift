internal import Domain
public import Specification

/// The settings of a source that say how its messages become events: one description for the file, the API and the documentation.
public enum MappingSettings {
    /// The settings, to stand beside a source's name and its broker.
    public static var settings: [Setting] {
        [
            Setting(
                "format",
                .enumeration(MessageMapping.Format.allCases.map(\.rawValue)),
                defaultText: "raw",
                summary: """
                    What a message is. `raw`: the whole message is the event's data. `envelope`: a JSON object with `event_type`, \
                    `data`, `endpoint_id` or `owner_id`, `custom_headers`, `idempotency_key`.
                    """
            ),
            Setting(
                "content",
                .enumeration(MessageMapping.Content.allCases.map(\.rawValue)),
                defaultText: "json",
                summary:
                    "What the data of raw messages is. `json`: anything else becomes a dead letter. `opaque`: any bytes."
            ),
            Setting(
                "event_type",
                valueKind("The event type"),
                summary:
                    "Where the event type of raw messages comes from: a constant, or a header, the key or a JSON path.",
                example: "{header: event-type, default: order.changed}"
            ),
            Setting(
                "target",
                .oneOf([
                    .init("word", .enumeration(["subscriptions", "broadcast"])),
                    .init("place", .object(targetPlace)),
                ]),
                defaultText: "subscriptions",
                summary: """
                    Whom raw messages are for. `subscriptions`: those of this source that match the event type. `broadcast`: all \
                    of the project that match. `{endpoint: …}`: one endpoint. `{owner: …}`: all endpoints of an owner.
                    """,
                example: "{endpoint: {header: endpoint-id}}"
            ),
            Setting(
                "idempotency_key",
                .object(valuePlace("The idempotency key")),
                summary:
                    "Where the producer's idempotency key is: a second event of the project with the same key is not delivered.",
                example: "{header: idempotency-key}"
            ),
            Setting(
                "forward_headers",
                .oneOf([.init("word", .enumeration(["all", "none"])), .init("names", .list(.string()))]),
                defaultText: "all",
                summary: """
                    Which headers of the message go out with the webhook; a name may end in `*`. Connection, credential and \
                    `webhook-*` headers never do.
                    """,
                example: "[trace-id, \"x-shop-*\"]"
            ),
            Setting(
                "forward_metadata",
                .boolean,
                defaultText: "false",
                summary: "Whether topic, partition, offset, timestamp and key go out as headers (`x-kafka-topic` …)."
            ),
            Setting(
                "max_data_size",
                .byteSize(1...(100 << 20)),
                defaultText: "1MiB",
                summary: "The largest data of an event; what is larger becomes a dead letter.",
                example: "256KiB"
            ),
        ]
    }

    /// Reads the settings of a source that fits a specification with ``settings`` in it.
    public static func mapping(from source: CheckedObject) -> MessageMapping {
        MessageMapping(
            format: MessageMapping.Format(rawValue: source.string("format")) ?? .raw,
            content: MessageMapping.Content(rawValue: source.string("content")) ?? .json,
            eventType: source.value("event_type").flatMap(rule),
            target: source.value("target").map(target) ?? .subscriptions,
            idempotencyKey: source.value("idempotency_key").flatMap(rule),
            forwarding: source.value("forward_headers").map(forwarding) ?? .all,
            forwardsAttributes: source.boolean("forward_metadata")
        )
    }

    /// Finds what is wrong with settings that fit the specification.
    public static func check(_ source: CheckedObject) -> [ConfigurationIssue] {
        var issues = pathIssues(source, "event_type") + pathIssues(source, "idempotency_key")
        if case .object(let place)? = source.value("target") {
            issues += pathIssues(place, "endpoint") + pathIssues(place, "owner")
            if case .string(let text)? = place.value("endpoint"), ULID(text) == nil {
                issues.append(place.issue(at: "endpoint", "`\(text)` is not an endpoint id (26 characters)"))
            }
        }
        let isRaw = source.optionalString("format") == "raw"
        if isRaw, source.value("event_type") == nil {
            issues.append(
                source.issue(
                    at: "format",
                    "raw messages need an event_type: a constant, {header: …}, {path: …} or {key: true}"
                )
            )
        }
        if isRaw, source.optionalString("content") == "opaque" {
            issues += opaquePathIssues(source)
        }
        return issues
    }
}
