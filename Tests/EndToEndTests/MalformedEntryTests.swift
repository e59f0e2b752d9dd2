import Embedded
import TestSupport
import Testing

extension EndToEnd {
    @Suite("entries of the intake that are none", .serialized, .timeLimit(.minutes(3)))
    struct MalformedEntryTests {
        @Test(
            "each becomes one dead letter, is retried no more, and holds nothing up",
            .bug(id: "fault(19)")
        )
        func malformed() async throws {
            try await Stack.with { stack in
                let sink = try await SinkProcess(stack)
                try await stack.apply(Manifests.simple(stack, url: sink.url))
                let fleet = try Fleet(stack, ["ingest", "worker"])
                try await stack.publish([Published(#"{"seq":1}"#)])
                try await eventually("the first arrives") { try await sink.report(count: 1).lost == 0 }

                let socket = String(stack.redis.url.dropFirst("unix://".count))
                let intake = try await Self.redis(["--scan", "--pattern", "*:intake"], socket, stack)
                let bodies = ["garbage", "", String(repeating: "\u{7F}", count: 70_000), "LS\u{1}\u{2}"]
                for body in bodies {
                    let key = try #require(intake.split(separator: "\n").first.map(String.init))
                    _ = try await Self.redis(["XADD", key, "*", "e", body], socket, stack)
                }
                // An entry that does not even have our field.
                let key = try #require(intake.split(separator: "\n").first.map(String.init))
                _ = try await Self.redis(["XADD", key, "*", "other", "field"], socket, stack)
                try await stack.publish([Published(#"{"seq":2}"#)])

                try await eventually("the second arrives") { try await sink.report(count: 2).lost == 0 }
                try await eventually("all that are none are dead letters") {
                    try await stack.count("dead_letters", where: "reason LIKE 'not an intake entry%'") == bodies.count
                        + 1
                }
                try await eventually("nothing waits in the intake") {
                    let groups = try await Self.redis(["XINFO", "GROUPS", key], socket, stack).split(separator: "\n")
                    guard let name = groups.firstIndex(of: "pending") else { return false }
                    return groups[groups.index(after: name)] == "0"
                }
                #expect(try await stack.count("dead_letters") == bodies.count + 1)
                try await fleet.stop()
            }
        }

        private static func redis(_ arguments: [String], _ socket: String, _ stack: Stack) async throws -> String {
            try await run("/usr/bin/redis-cli", ["-s", socket] + arguments, folder: stack.folder)
        }
    }
}
