import Catalog
import ConnectorCore
import Specification
import Testing

@Suite("The catalogue")
struct CatalogTests {
    @Test("every kind is listed once, and a source of it can be described")
    func kinds() {
        let kinds = ConnectorCatalog.all.map(\.kind)
        #expect(Set(kinds).count == kinds.count)
        #expect(ConnectorCatalog.factory(of: "kafka") != nil)
        #expect(ConnectorCatalog.factory(of: "pigeon") == nil)
        for kind in kinds { #expect(SourceSettings.specification.setting(kind.rawValue) != nil) }
    }

    @Test("a whole source is read and checked, its broker's settings too")
    func source() throws {
        let yaml = """
            name: orders-kafka
            kafka:
              brokers: [127.0.0.1:9092]
              topics: [orders]
              consumer_group: g
              properties: {group.id: x}
            event_type: {path: "["}
            """
        let result = SettingsDocument.parse(
            yaml: yaml,
            file: "c.yaml",
            environment: [:],
            specification: SourceSettings.specification
        )
        let object = try #require(result.object, "\(result.issues)")
        #expect(SourceSettings.check(object).map(\.line).sorted { ($0 ?? 0) < ($1 ?? 0) } == [6, 7])
        #expect(SourceSettings.connector(of: object)?.factory.kind == "kafka")
    }

    @Test("a source has exactly one broker")
    func one() {
        let result = SettingsDocument.parse(
            yaml: "name: a\nevent_type: b",
            file: "c.yaml",
            environment: [:],
            specification: SourceSettings.specification
        )
        #expect(result.object == nil)
    }
}
