import Catalog
import ConnectorCore
import Foundation
import Testing

/// A broker is a folder, a row and a line: they must not drift apart.
@Suite("registration of brokers")
struct RegistrationTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test("the catalogue, the folders, the rows of Package.swift and the reference page name the same brokers")
    func same() throws {
        let folders = try FileManager.default
            .contentsOfDirectory(atPath: Self.root.appendingPathComponent("Sources/Connectors").path)
            .filter { !["Core", "Catalog"].contains($0) }
        let package = try String(contentsOf: Self.root.appendingPathComponent("Package.swift"), encoding: .utf8)
        let page = try String(contentsOf: Self.root.appendingPathComponent("docs/connectors-yaml.md"), encoding: .utf8)
        // `redis_streams` is the kind of the folder `RedisStreams`.
        let kinds = ConnectorCatalog.all.map(\.kind.rawValue)
        let names = Set(kinds.map { $0.replacing("_", with: "") })
        #expect(Set(folders.map { $0.lowercased() }) == names)
        for folder in folders { #expect(package.contains("(\"\(folder)Connector\", \"\(folder)\"")) }
        for kind in kinds { #expect(page.contains("`\(kind)`")) }
    }
}
