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
                    `data`, `endpoint_id` or `owner_id`, `custom_headers`, `idempotency_key`. `cloudevents`: CloudEvents 1.0, one in \
                    headers and body or as JSON, or several as a JSON array; attributes go out as `ce-*` headers.
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
                "tombstones",
                .enumeration(MessageMapping.Tombstones.allCases.map(\.rawValue)),
                defaultText: "dead_letter",
                summary: """
                    What becomes of messages without a body, where the broker tells that from an empty one, as Kafka does. \
                    `dead_letter`: a dead letter. `skip`: nothing. `deliver`: an event whose data is `null`; its type and target are \
                    what the source says.
                    """
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
                    Whom raw messages and CloudEvents are for. `subscriptions`: those of this source that match the event type. \
                    `broadcast`: all of the project that match. `{endpoint: …}`: one endpoint. `{owner: …}`: all endpoints of an owner.
                    """,
                example: "{endpoint: {header: endpoint-id}}"
            ),
            Setting(
                "idempotency_key",
                .object(valuePlace("The idempotency key")),
                summary: """
                    Where the producer's idempotency key is: a second event of the project with the same key is not delivered. \
                    Of CloudEvents it is `source` and `id` unless this says otherwise.
                    """,
                example: "{header: idempotency-key}"
            ),
            Setting(
                "forward_headers",
                .oneOf([.init("word", .enumeration(["all", "none"])), .init("names", .list(.string()))]),
                defaultText: "all",
                summary: """
                    Which headers of the message go out with the webhook; a name may end in `*`. Connection, credential and \
                    `webhook-*` headers never do. A valid `traceparent` with its `tracestate` always does.
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
                summary: "The largest data of an event, decompressed; what is larger becomes a dead letter.",
                example: "256KiB"
            ),
        ]
    }

    /// Reads the settings of a source that fits a specification with ``settings`` in it.
    public static func mapping(from source: CheckedObject) -> MessageMapping {
        MessageMapping(
            format: MessageMapping.Format(rawValue: source.string("format")) ?? .raw,
            content: MessageMapping.Content(rawValue: source.string("content")) ?? .json,
            tombstones: MessageMapping.Tombstones(rawValue: source.string("tombstones")) ?? .deadLetter,
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
        let format = source.optionalString("format")
        let isRaw = format == "raw"
        if source.value("event_type") == nil {
            let forms = "a constant, {header: …}, {path: …} or {key: true}"
            if isRaw {
                issues.append(source.issue(at: "format", "raw messages need an event_type: \(forms)"))
            } else if format == "envelope", source.optionalString("tombstones") == "deliver" {
                issues.append(source.issue(at: "tombstones", "events without a body need an event_type: \(forms)"))
            }
        }
        if isRaw, source.optionalString("content") == "opaque" {
            issues += opaquePathIssues(source)
        }
        return issues
    }
}
