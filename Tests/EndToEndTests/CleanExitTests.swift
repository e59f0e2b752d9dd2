import TestSupport
import Testing

extension EndToEnd {
    @Suite("clean exits", .serialized, .timeLimit(.minutes(5)))
    struct CleanExitTests {
        @Test("SIGTERM under load ends every role within 10 s with nothing lost, and a second start takes over")
        func terminate() async throws {
            try await Stack.with { stack in
                let sink = try await SinkProcess(stack, ["--slow", "20ms"])
                try await stack.apply(Manifests.simple(stack, url: sink.url))
                let total = 10_000
                try await stack.produce(
                    (1...total).map { #"{"seq":\#($0)}"# },
                    topic: "orders",
                    headers: ["event-type=a"]
                )
                let first = try Fleet(stack, ["ingest", "worker", "run"])
                try await eventually("the load runs") { try await sink.report(count: total).unique > 500 }
                try await first.stop()
                #expect(try await sink.report(count: total).lost > 0, "stopped under load")
                let second = try Fleet(stack, ["ingest", "worker"])
                try await eventually("everything arrives", within: .seconds(120)) {
                    try await sink.report(count: total).lost == 0
                }
                #expect(try await sink.report(count: total).idConflicts == 0)
                try await eventually("every event is stored once") { try await stack.count("events") == total }
                try await second.stop()
            }
        }
    }
}
