import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("a change of a source", .serialized, .timeLimit(.minutes(5)))
    struct SourceChangeTests {
        /// A line of a process's log that says what became of a consumer.
        private struct Line: Decodable {
            struct Metadata: Decodable {
                let source: String
                let slot: String

                enum CodingKeys: String, CodingKey {
                    case source = "source.name"
                    case slot = "source.slot"
                }
            }

            let time: String
            let message: String
            let metadata: Metadata
        }

        /// What the consumers of all processes have said, in the order of their logs.
        private func lines(_ processes: [ChildProcess]) throws -> [Line] {
            try processes.flatMap { process in
                try process.output.split(separator: "\n")
                    .filter { $0.contains("\"consumer started\"") || $0.contains("\"consumer stopped\"") }
                    .map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
            }
        }

        /// How long after the configuration changed the last of some lines was written.
        private func delay(of lines: [Line], _ stack: Stack) async throws -> Double {
            let last = try #require(lines.map(\.time).max())
            let text = try await stack.database(
                "SELECT extract(epoch FROM '\(last)'::timestamptz - max(updated_at)) FROM sources"
            )
            return try #require(Double(text))
        }

        @Test("reaches every process, and touches no other source")
        func reaches() async throws {
            try await Stack.with { stack in
                let sink = try await SinkProcess(stack)
                func apply(_ extra: String = "") async throws {
                    let yaml = Manifests.streams(stack, url: sink.url, sources: 3, extra: ", workers: 3")
                    try await stack.apply(
                        yaml.replacingOccurrences(of: "{name: s1,", with: "{name: s1\(extra),")
                    )
                }
                try await apply()
                let format = ["LONGSHORE_LOG_FORMAT": "json"]
                let processes = try (0..<3).map { _ in try stack.start(["ingest"], environment: format) }
                // Nine consumers, of which each process has its share, wherever they began.
                var shares: [Int] = []
                try await eventually("three consumers in each process", within: .seconds(30)) {
                    shares = try processes.map { process in
                        let lines = try lines([process])
                        return lines.count { $0.message == "consumer started" }
                            - lines.count { $0.message == "consumer stopped" }
                    }
                    return shares == [3, 3, 3]
                }

                func changed(_ what: String, _ message: String, _ change: () async throws -> Void) async throws {
                    let before = try processes.map { try lines([$0]).count }
                    try await change()
                    var new: [Line] = []
                    try await eventually("\(what): all three consumers", within: .seconds(20), every: .milliseconds(50))
                    {
                        new = try zip(processes, before).flatMap { try lines([$0]).dropFirst($1) }
                        return new.count { $0.message == message && $0.metadata.source == "s1" } >= 3
                    }
                    // With fewer consumers in all, the pool may spread what is left anew.
                    if what == "changed" { #expect(new.allSatisfy { $0.metadata.source == "s1" }, "\(new)") }
                    let delay = try await delay(
                        of: new.filter { $0.message == message && $0.metadata.source == "s1" },
                        stack
                    )
                    print("a source that is \(what): \(message) \(String(format: "%.3f", delay)) s after the change")
                    // A second, and as much again for a debug build on a machine that has more to do.
                    #expect(delay < 2, "\(what)")
                }
                try await changed("changed", "consumer started") { try await apply(", labels: {region: eu}") }
                try await changed("paused", "consumer stopped") { try await apply(", status: paused") }
                try await changed("resumed", "consumer started") { try await apply(", status: active") }

                for process in processes { process.terminate() }
                for process in processes { #expect(try await process.ended(within: .seconds(10)) == 0) }
            }
        }
    }
}
