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
}
