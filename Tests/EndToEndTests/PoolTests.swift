import Embedded
import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("the consumer pool", .serialized, .timeLimit(.minutes(5)))
    struct PoolTests {
        /// How a source fares, as `longshore sources --json` says it.
        private struct Source: Decodable {
            let name: String
            let state: String
            let processes: [String]
        }

        private func sources(_ stack: Stack) async throws -> [Source] {
            let text = try await stack.longshore(["sources", "--json"])
            return try JSONDecoder().decode([Source].self, from: Data(text.utf8))
        }

        /// How many sources each process runs; nil while one is not run.
        private func spread(_ stack: Stack, of total: Int) async throws -> [String: Int]? {
            let all = try await sources(stack).filter { $0.state == "running" && $0.processes.count == 1 }
            guard all.count == total else { return nil }
            return Dictionary(grouping: all.flatMap(\.processes)) { $0 }.mapValues(\.count)
        }

        @Test(
            "twenty sources are spread evenly over three processes; a dead one's are taken over within 10 s, a new one gets its share"
        )
        func spread() async throws {
            try await Stack.with { stack in
                let sink = try await SinkProcess(stack)
                try await stack.apply(Manifests.streams(stack, url: sink.url, sources: 20))
                let fleet = try Fleet(stack, ["ingest", "ingest", "ingest", "worker"])
                try await eventually("an even spread", within: .seconds(30)) {
                    let counts = try await spread(stack, of: 20)
                    return counts?.count == 3 && counts?.values.allSatisfy { (6...7).contains($0) } == true
                }
                let dead = fleet.processes[0]
                dead.kill9()
                let killedAt = ContinuousClock.now
                try await eventually("taken over", within: .seconds(20), every: .milliseconds(200)) {
                    try await spread(stack, of: 20)?.count == 2
                }
                let took = ContinuousClock.now - killedAt
                #expect(took < .seconds(10), "taken over after \(took)")
                let new = try stack.start(["ingest"])
                try await eventually("the new one has its share", within: .seconds(30)) {
                    let counts = try await spread(stack, of: 20)
                    return counts?.count == 3 && counts?.values.allSatisfy { (6...7).contains($0) } == true
                }
                for process in fleet.processes.dropFirst() + [new] { process.terminate() }
                for process in fleet.processes.dropFirst() + [new] {
                    #expect(try await process.ended(within: .seconds(10)) == 0)
                }
            }
        }

        @Test("a source that is new, paused, resumed or deleted is followed at once")
        func changes() async throws {
            try await Stack.with { stack in
                let sink = try await SinkProcess(stack)
                func apply(_ count: Int, _ extra: String = "", prune: Bool = false) async throws {
                    let path = stack.folder + "/connectors.yaml"
                    try Manifests.streams(stack, url: sink.url, sources: count, extra: extra)
                        .write(toFile: path, atomically: true, encoding: .utf8)
                    try await stack.longshore(["apply", "-f", path] + (prune ? ["--prune"] : []))
                }
                let run = try stack.start(["run", "--listen", "127.0.0.1:\(try freePort())"])
                try await apply(2)
                try await eventually("two run") { try await spread(stack, of: 2) != nil }
                try await apply(2, ", status: paused")
                try await eventually("both are paused") {
                    try await sources(stack).allSatisfy { $0.state == "paused" && $0.processes.isEmpty }
                }
                let socket = String(stack.redis.url.dropFirst(7))
                try await TestSupport.run(
                    "/usr/bin/redis-cli",
                    ["-s", socket, "xadd", "in:1", "*", "data", #"{"seq":1}"#],
                    folder: stack.folder
                )
                try await apply(2, ", status: active")
                let applied = ContinuousClock.now
                try await eventually("the resumed one delivers", every: .milliseconds(20)) {
                    try await sink.report(count: 1).lost == 0
                }
                // Noticed within a second; the rest is opening the source, and the delivery.
                let took = ContinuousClock.now - applied
                #expect(took < .seconds(3), "delivered \(took) after the change")
                try await apply(3)
                try await eventually("three run") { try await spread(stack, of: 3) != nil }
                try await apply(1, prune: true)
                try await eventually("one is left") {
                    let left = try await sources(stack)
                    return left.count == 1 && left[0].state == "running"
                }
                run.terminate()
                #expect(try await run.ended(within: .seconds(10)) == 0)
            }
        }

        @Test("a file given with --config is followed; a bad one changes nothing and is shown")
        func followedFile() async throws {
            try await Stack.with { stack in
                let sink = try await SinkProcess(stack)
                let path = stack.folder + "/followed.yaml"
                func write(_ count: Int) throws {
                    try Manifests.streams(stack, url: sink.url, sources: count)
                        .write(toFile: path, atomically: true, encoding: .utf8)
                }
                try write(2)
                let port = try freePort()
                let run = try stack.start(["run", "--listen", "127.0.0.1:\(port)", "--config", path])
                try await eventually("two run") { try await spread(stack, of: 2) != nil }
                try "version: 1\nprojects: [{name: shop, typ: outgoing}]\n"
                    .write(toFile: path, atomically: true, encoding: .utf8)
                try await eventually("the bad file is shown", within: .seconds(10)) {
                    let ready = try await Web.get("http://127.0.0.1:\(port)/readyz")
                    return ready.status == 200 && ready.body.contains("degraded") && ready.body.contains("typ")
                }
                #expect(try await spread(stack, of: 2) != nil, "the last good one stays")
                let metrics = try await Web.get("http://127.0.0.1:\(port)/metrics").body.split(separator: "\n")
                #expect(metrics.count { $0.hasPrefix("longshore_source_state{") && $0.contains("running") } == 2)
                try write(3)
                try await eventually("three run", within: .seconds(10)) { try await spread(stack, of: 3) != nil }
                try await eventually("nothing is wrong any more", within: .seconds(10)) {
                    try await !Web.get("http://127.0.0.1:\(port)/readyz").body.contains("degraded")
                }
                run.terminate()
                #expect(try await run.ended(within: .seconds(10)) == 0)
            }
        }

        @Test("a process that is limited to labels takes no other sources")
        func labels() async throws {
            try await Stack.with { stack in
                let sink = try await SinkProcess(stack)
                let yaml = Manifests.streams(stack, url: sink.url, sources: 2)
                    .replacingOccurrences(of: "{name: s1,", with: "{name: s1, labels: {region: eu},")
                try await stack.apply(yaml)
                let ingest = try stack.start(["ingest"], environment: ["LONGSHORE_LABELS": "region=eu"])
                try await eventually("the one runs") {
                    try await sources(stack).first { $0.name == "s1" }?.state == "running"
                }
                #expect(try await sources(stack).first { $0.name == "s2" }?.state == "waiting")
                ingest.terminate()
                #expect(try await ingest.ended(within: .seconds(10)) == 0)
            }
        }

        @Test("with acknowledge: persisted a message leaves the broker only when it is stored")
        func persisted() async throws {
            try await Stack.with { stack in
                let sink = try await SinkProcess(stack)
                try await stack.apply(
                    Manifests.streams(stack, url: sink.url, sources: 1, extra: ", acknowledge: persisted")
                )
                let socket = String(stack.redis.url.dropFirst(7))
                func redis(_ arguments: [String]) async throws -> String {
                    try await run("/usr/bin/redis-cli", ["-s", socket] + arguments, folder: stack.folder)
                }
                func pending() async throws -> String {
                    try await redis(["xpending", "in:1", "g"]).split(separator: "\n").first.map(String.init) ?? ""
                }
                let ingest = try stack.start(["ingest"])
                try await eventually("it runs") { try await spread(stack, of: 1) != nil }
                for number in 1...5 { _ = try await redis(["xadd", "in:1", "*", "data", "{\"seq\":\(number)}"]) }
                try await eventually("taken, and not acknowledged without a worker") { try await pending() == "5" }
                let worker = try stack.start(["worker"])
                try await eventually("acknowledged") { try await pending() == "0" }
                #expect(try await stack.count("events") == 5)
                for process in [ingest, worker] {
                    process.terminate()
                    #expect(try await process.ended(within: .seconds(10)) == 0)
                }
            }
        }
    }
}
