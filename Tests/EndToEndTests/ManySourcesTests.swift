import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// The limits here are for a debug build on a busy machine; `make bench` measures the promised 5 s and 5 % of a core.
    @Suite("many sources", .serialized, .timeLimit(.minutes(3)))
    struct ManySourcesTests {
        private struct Source: Decodable {
            let state: String
        }

        private func running(_ stack: Stack) async throws -> Int {
            let text = try await stack.longshore(["sources", "--json"])
            return try JSONDecoder().decode([Source].self, from: Data(text.utf8)).count { $0.state == "running" }
        }

        @Test("two hundred sources in one process run soon, and cost next to nothing while nothing comes")
        func many() async throws {
            try await Stack.with { stack in
                let sink = try await SinkProcess(stack)
                try await stack.apply(Manifests.streams(stack, url: sink.url, sources: 200))
                let ingest = try stack.start(["ingest"])
                try await eventually("all run", within: .seconds(30), every: .milliseconds(200)) {
                    try await running(stack) == 200
                }
                try await ingest.idles(below: 0.5, within: .seconds(30))
                #expect(try await running(stack) == 200)
                ingest.terminate()
                #expect(try await ingest.ended(within: .seconds(10)) == 0)
            }
        }
    }
}
