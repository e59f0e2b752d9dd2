import Foundation
import Testing

/// docs/faults.md names tests: they are there, under these names, and carry the numbers.
@Suite("The table of faults")
struct FaultsDocumentTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// A row of the table.
    private struct Row {
        let fault: Int
        let test: String
        let file: String
    }

    private func rows() throws -> [Row] {
        let page = try String(contentsOf: Self.root.appending(path: "docs/faults.md"), encoding: .utf8)
        return page.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard cells.count >= 6, let fault = Int(cells[1]) else { return nil }
            return Row(fault: fault, test: cells[cells.count - 3], file: cells[cells.count - 2].filter { $0 != "`" })
        }
    }

    @Test("names a test for each fault that is ours, and every test is where it says")
    func complete() throws {
        let rows = try rows()
        #expect(Set(rows.map(\.fault)) == Set(Array(4...15) + [19]))
        for row in rows {
            let source = try String(contentsOf: Self.root.appending(path: "Tests/\(row.file)"), encoding: .utf8)
            let lines = source.split(separator: "\n").map(String.init)
            let isThere = lines.indices.contains { index in
                guard lines[index].contains("\"\(row.test)\"") else { return false }
                // The number stands on the line of the name, or on one of the lines after it before the test itself begins.
                return lines[index...].prefix(4).joined().contains("fault(\(row.fault))")
            }
            #expect(isThere, "fault(\(row.fault)): \"\(row.test)\" in Tests/\(row.file)")
        }
    }
}
