import Specification
import Testing

@Suite("Renderings of a specification")
struct RenderTests {
    @Test("the schema is JSON and says what is required, allowed and secret")
    func schema() throws {
        let schema = JSONSchema.render(Example.document, title: "Example")
        #expect(schema.contains("\"https://json-schema.org/draft/2020-12/schema\""))
        #expect(schema.contains("\"$ref\": \"#/$defs/a-source\""))
        #expect(schema.contains("\"writeOnly\": true"))
        #expect(schema.contains("\"minimum\": 1"))
        let anything = ObjectSpecification("x", summary: "x", settings: [])
        let reading = SettingsDocument.parse(json: schema, specification: anything)
        #expect(reading.issues.allSatisfy { $0.message.hasPrefix("unknown setting") })
    }

    @Test("the page has each object once, each setting in a row, and links that lead somewhere")
    func page() {
        let page = ReferencePage.render(Example.document, title: "Example", introduction: "Words.")
        #expect(page.hasPrefix("# Example\n\nWords.\n\n## the document"))
        #expect(page.contains("| `workers` or `consumers` | a whole number from 1 to 64 | `1` | How many. |"))
        #expect(page.contains("| `tls` | mapping: [TLS settings](#tls-settings) |"))
        #expect(page.contains("\n## TLS settings\n"))
        #expect(page.contains("- At most one of `tls` or `plain`."))
        #expect(page.contains("- `filter` is not supported yet: match with event_types."))
    }

    @Test("references of the schema lead somewhere whatever objects are called, and namesakes that differ are a fault")
    func names() {
        func object(_ name: String, _ setting: String) -> Setting.Kind {
            let settings = [Setting(setting, .boolean, summary: "A switch.")]
            return .object(ObjectSpecification(name, summary: "It.", settings: settings))
        }
        func document(_ first: Setting.Kind, _ second: Setting.Kind) -> ObjectSpecification {
            let settings = [Setting("a", first, summary: "One."), Setting("b", second, summary: "Other.")]
            return ObjectSpecification("all", summary: "All.", settings: settings)
        }
        let sound = document(object("Pub/Sub ~1", "on"), object("TLS", "on"))
        #expect(sound.faults() == [])
        let schema = JSONSchema.render(sound, title: "All")
        #expect(schema.contains("\"$ref\": \"#/$defs/pub-sub-1\""))
        #expect(schema.contains("\n    \"pub-sub-1\": {"))
        #expect(document(object("TLS", "on"), object("TLS", "on")).faults() == [])
        let twice = document(object("TLS", "on"), object("tls", "off"))
        #expect(twice.faults().contains { $0.hasSuffix("2 objects have this name and differ") })
    }
}
