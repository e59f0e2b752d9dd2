import Foundation
import Testing

/// docs/metrics.md is what operators build on: it names every metric that the sources name, and no other.
@Suite("The page of metrics")
struct MetricsDocumentTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Names of other things, and names that get their unit when they are shown.
    private static let others: Set<String> = [
        "longshore_configuration", "longshore_http_requests", "longshore_http_request_duration",
    ]

    private func names(in text: String, between sign: Character) throws -> Set<String> {
        let pattern = try Regex("\(sign)(longshore_[a-z_]+)\(sign)", as: (Substring, Substring).self)
        return Set(text.matches(of: pattern).map { String($0.1) })
    }

    @Test("names every metric that the sources name, and no other")
    func complete() throws {
        var named: Set<String> = []
        let sources = Self.root.appending(path: "Sources")
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        for case let file as URL in files where file.pathExtension == "swift" {
            named.formUnion(try names(in: String(contentsOf: file, encoding: .utf8), between: "\""))
        }
        let page = try String(contentsOf: Self.root.appending(path: "docs/metrics.md"), encoding: .utf8)
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `longshore_") }.joined(separator: "\n")
        let shown = try names(in: rows, between: "`")
        #expect(named.subtracting(Self.others) == shown)
        #expect(shown.count > 40)
    }
}
