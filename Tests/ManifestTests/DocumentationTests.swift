import Foundation
import Manifest
import Specification
import Testing

/// The checked-in pages equal what the specification renders. `LONGSHORE_WRITE_DOCS=1 swift test --filter
/// Documentation` writes them anew.
@Suite("Documentation of connectors.yaml")
struct DocumentationTests {
    private static let docs = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs")

    @Test(
        "the checked-in page is the generated one",
        arguments: [
            ("connectors-yaml.md", ManifestReference.page), ("connectors.schema.json", ManifestReference.schema),
        ]
    )
    func page(name: String, generated: String) throws {
        let file = Self.docs.appending(path: name)
        if ProcessInfo.processInfo.environment["LONGSHORE_WRITE_DOCS"] == "1" {
            try Data(generated.utf8).write(to: file)
        }
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(
            text == generated,
            "docs/\(name) is not up to date: run LONGSHORE_WRITE_DOCS=1 swift test --filter Documentation"
        )
    }

    @Test("the specification has no faults: defaults and examples are valid, names are unique")
    func faults() {
        #expect(ManifestSettings.specification.faults() == [])
    }

    @Test("the example of the page is valid")
    func example() {
        let environment = ["KAFKA_PASSWORD": "a", "BILLING_SECRET": "b"]
        let reading = Manifest.check(ManifestReference.example, file: "connectors.yaml", environment: environment)
        #expect(reading.text == "")
        #expect(reading.isValid)
    }
}
