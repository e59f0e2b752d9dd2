import ConnectorCore
import Domain
import Specification
import Testing

@Suite("The settings of a mapping")
struct MappingSettingsTests {
    private let specification = ObjectSpecification("Source", summary: "", settings: MappingSettings.settings)

    private func read(_ yaml: String) -> (mapping: MessageMapping?, issues: [ConfigurationIssue]) {
        let result = SettingsDocument.parse(yaml: yaml, file: "s.yaml", environment: [:], specification: specification)
        let issues = result.issues + (result.object.map(MappingSettings.check) ?? [])
        return (issues.isEmpty ? result.object.map(MappingSettings.mapping) : nil, issues)
    }

    @Test("every form is read")
    func forms() throws {
        let mapping = try #require(
            read(
                """
                event_type: {header: event-type, default: order.changed}
                target: {endpoint: {path: "$.to"}}
                idempotency_key: {key: true}
                forward_headers: [Trace-Id, "x-*"]
                forward_metadata: true
                """
            ).mapping
        )
        #expect(mapping.format == .raw)
        #expect(mapping.eventType == ValueRule(.header("event-type"), default: "order.changed"))
        #expect(mapping.target == JSONPath("$.to").map { .endpoint(ValueRule(.path($0))) })
        #expect(mapping.idempotencyKey == ValueRule(.key))
        #expect(mapping.forwarding == .named(["trace-id", "x-*"]))
        #expect(mapping.forwardsAttributes)
    }

    @Test("constants and words are read, and the rest has defaults")
    func defaults() throws {
        let mapping = try #require(read("{event_type: order.paid, target: broadcast}").mapping)
        #expect(mapping == MessageMapping(eventType: ValueRule(constant: "order.paid"), target: .broadcast))
        #expect(read("format: envelope").mapping?.format == .envelope)
        #expect(read("{format: cloudevents, tombstones: skip}").mapping?.format == .cloudEvents)
        #expect(read("{format: cloudevents, tombstones: skip}").mapping?.tombstones == .skip)
        #expect(read("{event_type: a, tombstones: deliver}").mapping?.tombstones == .deliver)
        #expect(read("event_type: {metadata: topic}").mapping?.eventType == ValueRule(.metadata("topic")))
    }

    @Test(
        "what cannot work is an issue with its place",
        arguments: [
            ("format: raw", "raw messages need an event_type"),
            ("{format: envelope, tombstones: deliver}", "events without a body need an event_type"),
            ("{event_type: a, tombstones: delivr}", "did you mean"), ("format: cloudevent", "did you mean"),
            ("event_type: {path: \"a[\"}", "is not a path"),
            ("event_type: {key: false}", "only `true` makes sense"),
            ("{content: opaque, event_type: {path: a}}", "opaque data has no JSON path"),
            ("{event_type: a, target: {endpoint: abc}}", "`abc` is not an endpoint id"),
        ]
    )
    func issues(_ yaml: String, _ words: String) throws {
        let issues = read(yaml).issues
        #expect(issues.count == 1)
        let issue = try #require(issues.first)
        #expect(issue.message.contains(words), "\(issue)")
        #expect(issue.line == 1)
    }
}
