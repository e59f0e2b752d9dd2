import Embedded
import TestSupport
import Testing

extension EndToEnd {
    @Suite("nothing accepted is lost", .serialized, .timeLimit(.minutes(15)))
    struct NothingLostTests {
        private static let total = 50_000
        private static let kills = 20

        @Test(
            "50,000 messages survive 20 kills at random moments and a restart of Redis, of Postgres and of the broker"
        )
        func kills() async throws {
            try await Stack.with { stack in
                let sink = try await SinkProcess(stack)
                try await stack.apply(Manifests.simple(stack, url: sink.url))
                let fleet = try Fleet(stack, ["ingest", "ingest", "worker", "worker"])
                // Kills happen as progress is made, each after a random part of the messages, so that they fall into the work.
                var thresholds = (0..<Self.kills).map { _ in Int.random(in: 0..<Self.total * 9 / 10) }.sorted()
                var restarts = ["redis": Self.total / 4, "postgres": Self.total / 2, "broker": Self.total * 3 / 4]
                let chunk = 5_000
                var published = 0
                var killed = 0
                try await eventually("every message arrives", within: .seconds(600)) {
                    let report = try await sink.report(count: Self.total)
                    if published < Self.total, report.uniqueSequences >= published - 2 * chunk {
                        let lines = (published + 1...published + chunk).map { #"{"seq":\#($0)}"# }
                        try await stack.produce(lines, topic: "orders", headers: ["event-type=order.paid"])
                        published += chunk
                    }
                    while let next = thresholds.first, next <= report.uniqueSequences {
                        try fleet.killOne()
                        thresholds.removeFirst()
                        killed += 1
                        // One kill a round, so that the replacements come to work.
                        break
                    }
                    for (server, threshold) in restarts where threshold <= report.uniqueSequences {
                        restarts[server] = nil
                        switch server {
                        case "redis":
                            try await stack.redis.stop()
                            try await stack.redis.start()
                        case "postgres":
                            try await stack.postgres.stop()
                            try await stack.postgres.start()
                        default:
                            stack.killBroker()
                            try await stack.startBroker()
                        }
                    }
                    return report.lost == 0 && published == Self.total && thresholds.isEmpty && restarts.isEmpty
                }
                #expect(killed == Self.kills)
                try await eventually("every delivery has its outcome", within: .seconds(120)) {
                    let delivered = try await stack.count("deliveries", where: "status = 3")
                    let pending = try await stack.count("pending_deliveries")
                    return delivered == Self.total && pending == 0
                }
                let report = try await sink.report(count: Self.total)
                #expect(report.lost == 0)
                #expect(report.uniqueSequences == Self.total)
                #expect(report.idConflicts == 0, "a repeated delivery carries the same webhook-id")
                #expect(report.unique == Self.total)
                #expect(report.unverified == 0)
                #expect(try await stack.count("events") == Self.total)
                #expect(try await stack.count("dead_letters") == 0)
                #expect(try await stack.count("attempts") >= Self.total)
                try await fleet.stop()
            }
        }

        @Test("what Redis lost is put back from Postgres")
        func flush() async throws {
            try await Stack.with { stack in
                let port = try freePort()
                // Nobody listens there yet: every delivery is scheduled again.
                try await stack.apply(Manifests.simple(stack, url: "http://127.0.0.1:\(port)/"))
                let fleet = try Fleet(stack, ["ingest", "worker"])
                try await stack.produce(
                    (1...500).map { #"{"seq":\#($0)}"# },
                    topic: "orders",
                    headers: ["event-type=a"]
                )
                try await eventually("all deliveries are scheduled") {
                    try await stack.count("pending_deliveries") == 500
                }
                try await run(
                    "/usr/bin/redis-cli",
                    ["-s", String(stack.redis.url.dropFirst(7)), "flushall"],
                    folder: stack.folder
                )
                let sink = try await SinkProcess(stack, port: port)
                try await eventually("all arrive", within: .seconds(90)) { try await sink.report(count: 500).lost == 0 }
                #expect(fleet.mentions("Redis has lost its data") == 1, "noticed at once, not by what became overdue")
                try await fleet.stop()
            }
        }
    }
}
