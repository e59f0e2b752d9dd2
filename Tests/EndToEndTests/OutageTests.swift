import Embedded
import Foundation
import TestSupport
import Testing

/// How long a server stays away: a minute in every run, five in `make soak`.
private let outage: Duration =
    ProcessInfo.processInfo.environment["LONGSHORE_SOAK"] == nil ? .seconds(60) : .seconds(300)

extension EndToEnd {
    @Suite("outages", .serialized, .timeLimit(.minutes(30)))
    struct OutageTests {
        private static let memoryLimit = 400 << 20

        enum Server: String, CaseIterable {
            case postgres, redis
        }

        @Test(
            "with a server away nothing is lost, memory stays bounded, and all recovers by itself",
            arguments: Server.allCases
        )
        func serverAway(_ server: Server) async throws {
            try await Stack.with { stack in
                let sink = try await SinkProcess(stack)
                try await stack.apply(Manifests.simple(stack, url: sink.url))
                let port = try freePort()
                let all = try stack.start(
                    ["run", "--listen", "127.0.0.1:\(port)"],
                    environment: ["LONGSHORE_INTAKE_LIMIT": "20000"]
                )
                try await stack.publish(Published.sequence(1...1_000))
                try await eventually("the first ones arrive") { try await sink.report(count: 1_000).lost == 0 }

                switch server {
                case .postgres: try await stack.postgres.stop()
                case .redis: try await stack.redis.stop()
                }
                let back = ContinuousClock.now + outage
                var published = 1_000
                try await eventually("the outage passes", within: outage + .seconds(30), every: .seconds(1)) {
                    if published < 40_000 {
                        try await stack.publish(Published.sequence(published + 1...published + 3_000))
                        published += 3_000
                    }
                    #expect(all.isRunning)
                    #expect(all.residentBytes < Self.memoryLimit)
                    let ready = try await Web.get("http://127.0.0.1:\(port)/readyz")
                    #expect(ready.status == 503 && ready.body.contains(server.rawValue), "\(ready.body)")
                    return ContinuousClock.now >= back
                }
                switch server {
                case .postgres: try await stack.postgres.start()
                case .redis: try await stack.redis.start()
                }
                let recovery = ContinuousClock.now
                try await eventually("deliveries go on", within: .seconds(30)) {
                    try await sink.report(count: published).uniqueSequences > 1_000
                }
                print("\(server.rawValue) back: deliveries go on after \(ContinuousClock.now - recovery)")
                try await eventually("everything arrives", within: .seconds(180)) {
                    try await sink.report(count: published).lost == 0
                }
                let counted = published
                try await eventually("every event is stored once") { try await stack.count("events") == counted }
                #expect(try await sink.report(count: published).idConflicts == 0)
                #expect(all.residentBytes < Self.memoryLimit)
                all.terminate()
                #expect(try await all.ended(within: .seconds(10)) == 0)
            }
        }

        @Test("with the receiver away retries follow the policy, and finish when it is back")
        func receiverAway() async throws {
            try await Stack.with { stack in
                let port = try freePort()
                try await stack.apply(Manifests.simple(stack, url: "http://127.0.0.1:\(port)/"))
                let fleet = try Fleet(stack, ["ingest", "worker"])
                try await stack.publish(Published.sequence(1...300))
                try await eventually("every delivery has failed at least twice") {
                    try await stack.count("deliveries", where: "status = 2 AND attempts >= 2") == 300
                }
                // The policy says 500 ms between attempts: never sooner, whatever else happens.
                let tooSoon = try await stack.database(
                    """
                    SELECT count(*) FROM (
                        SELECT created_at - lag(created_at) OVER (PARTITION BY delivery_id ORDER BY number) AS pause FROM attempts
                    ) AS pauses WHERE pause < interval '480 ms'
                    """
                )
                #expect(tooSoon == "0")
                let sink = try await SinkProcess(stack, port: port)
                try await eventually("all arrive", within: .seconds(60)) { try await sink.report(count: 300).lost == 0 }
                try await eventually("all are done") { try await stack.count("deliveries", where: "status = 3") == 300 }
                #expect(try await stack.count("pending_deliveries") == 0)
                try await fleet.stop()
            }
        }

        @Test("a delivery whose attempts are used up is a failure, with every attempt recorded")
        func finalFailure() async throws {
            try await Stack.with { stack in
                let sink = try await SinkProcess(stack, ["--fail", "100%"])
                let yaml = Manifests.simple(stack, url: sink.url).replacingOccurrences(
                    of: "attempts: 20",
                    with: "attempts: 3"
                )
                try await stack.apply(yaml)
                let fleet = try Fleet(stack, ["ingest", "worker"])
                try await stack.publish(Published.sequence(1...20))
                try await eventually("all have failed for good") {
                    try await stack.count("deliveries", where: "status = 4 AND attempts = 3 AND last_status = 500")
                        == 20
                }
                #expect(try await stack.count("attempts") == 60)
                #expect(try await stack.count("pending_deliveries") == 0)
                try await fleet.stop()
            }
        }
    }
}
