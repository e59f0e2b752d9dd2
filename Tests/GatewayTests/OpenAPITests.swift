import Foundation
import HTTPTypes
import Testing

@testable import Gateway

@Suite("docs/openapi.yaml", .timeLimit(.minutes(1)))
struct OpenAPITests {
    @Test("describes exactly the operations that are registered")
    func operations() throws {
        let registered =
            APIRoute.all.map { "\($0.method.rawValue) \($0.path)" } + HealthRoutes.paths.map { "GET \($0)" }
        #expect(Set(registered).count == registered.count)
        #expect(try documented().sorted() == registered.sorted())
    }

    /// The lines `  /path:` and below them `    get:`.
    private func documented() throws -> [String] {
        let file = URL(filePath: #filePath).appending(path: "../../../docs/openapi.yaml").standardizedFileURL
        var operations: [String] = []
        var path = ""
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") where line.hasSuffix(":") {
            let name = String(line.dropLast().drop { $0 == " " })
            switch line.prefix(while: { $0 == " " }).count {
            case 2 where name.hasPrefix("/"): path = name
            case 4 where ["get", "post", "put", "delete", "patch"].contains(name):
                operations.append("\(name.uppercased()) \(path)")
            default: break
            }
        }
        return operations
    }
}
