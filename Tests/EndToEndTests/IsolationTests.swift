import TestSupport
import Testing

extension EndToEnd {
    @Suite("isolation", .serialized, .timeLimit(.minutes(5)))
    struct IsolationTests {
        private static let rate = 40
        private static let seconds = 20

        @Test("one of ten endpoints hangs until its time-out: the other nine keep 95 % of their rate")
        func hangingEndpoint() async throws {
            try await Stack.with { stack in
                let sink = try await SinkProcess(stack)
                let hanging = try await SinkProcess(stack, ["--hang"])
                let urls = (0..<9).map { "\(sink.url)\($0)" } + [hanging.url]
                try await stack.apply(Manifests.fanOut(stack, urls: urls))
                let fleet = try Fleet(stack, ["ingest", "worker"])
                try await stack.publish(Published.sequence(1...10))
                try await eventually("the nine are served") { try await sink.report(count: 10).accepted == 90 }
                let count = Self.rate * Self.seconds
                // The rate that the nine must keep is the rate at which events come.
                try await stack.publish(Published.sequence(11...10 + count), rate: Double(Self.rate))
                let report = try await sink.report(count: 10 + count)
                #expect(report.accepted >= 9 * (10 + count) * 95 / 100)
                try await eventually("the nine have everything") {
                    try await sink.report(count: 10 + count).accepted == 9 * (10 + count)
                }
                #expect(try await hanging.report(count: 1).received >= 1)
                #expect(try await stack.count("pending_deliveries") >= 1)
                try await fleet.stop()
            }
        }
    }
}
