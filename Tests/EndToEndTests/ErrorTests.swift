import Embedded
import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("errors people can use", .serialized, .timeLimit(.minutes(5)))
    struct ErrorTests {
        /// Runs a command that must fail, and returns what it says.
        private func failing(_ stack: Stack, _ arguments: [String], _ environment: [String: String] = [:]) async throws
            -> String
        {
            let process = try stack.start(arguments, environment: environment)
            let status = try await process.ended(within: .seconds(30))
            #expect(status == 1)
            #expect(!process.output.contains("Fatal error"), "no trap")
            return process.output
        }

        @Test("a URL of Postgres that makes no sense, or names a database that is not there, is named")
        func postgresURL() async throws {
            try await Stack.with { stack in
                let nonsense = try await failing(
                    stack,
                    ["worker"],
                    ["LONGSHORE_POSTGRES_URL": "postgresql://user:secret@host:port/db"]
                )
                #expect(nonsense.contains("port") && !nonsense.contains("secret"))
                let missing = stack.postgres.url.replacingOccurrences(of: "/longshore?", with: "/nowhere?")
                let absent = try await failing(stack, ["worker"], ["LONGSHORE_POSTGRES_URL": missing])
                #expect(absent.contains("nowhere"))
            }
        }

        @Test("a Redis that evicts is refused, with what to do")
        func evictingRedis() async throws {
            try await Stack.with { stack in
                let socket = String(stack.redis.url.dropFirst(7))
                try await run(
                    "/usr/bin/redis-cli",
                    ["-s", socket, "config", "set", "maxmemory-policy", "allkeys-lru"],
                    folder: stack.folder
                )
                let output = try await failing(stack, ["worker"])
                #expect(output.contains("allkeys-lru") && output.contains("noeviction"))
            }
        }

        @Test("connectors.yaml: an unknown key and an unset variable are named with line and column, all at once")
        func manifest() async throws {
            try await Stack.with { stack in
                let path = stack.folder + "/bad.yaml"
                let yaml = Manifests.simple(stack, url: "http://127.0.0.1:1/")
                    .replacingOccurrences(of: "workers: 2", with: "wrokers: 2")
                    .replacingOccurrences(of: Stack.secret, with: "${NOT_SET_ANYWHERE}")
                try yaml.write(toFile: path, atomically: true, encoding: .utf8)
                for command in ["check", "apply"] {
                    let output = try await failing(stack, [command, "-f", path])
                    #expect(
                        output.contains("bad.yaml:9:") && output.contains("wrokers") && output.contains("workers"),
                        "\(output)"
                    )
                    #expect(output.contains("bad.yaml:13:") && output.contains("NOT_SET_ANYWHERE"), "\(output)")
                }
                #expect(try await stack.count("projects") == 0, "nothing is applied unless all of it is valid")
            }
        }

        @Test("a port in use is named")
        func portInUse() async throws {
            try await Stack.with { stack in
                let sink = try await SinkProcess(stack)
                let output = try await failing(stack, ["server", "--listen", "127.0.0.1:\(sink.port)"])
                #expect(
                    output.contains("127.0.0.1:\(sink.port)") && output.contains("in use")
                        && output.contains("--listen")
                )
                let other = try await failing(stack, ["sink", "--listen", "127.0.0.1:\(sink.port)"])
                #expect(other.contains("in use"))
            }
        }

        @Test("a topic that does not exist is shown in /readyz, and consumed as soon as it is there")
        func missingTopic() async throws {
            try await Stack.with { stack in
                let sink = try await SinkProcess(stack)
                try await stack.apply(Manifests.simple(stack, url: sink.url, topic: "not-yet"))
                let port = try freePort()
                let process = try stack.start(["run", "--listen", "127.0.0.1:\(port)"])
                try await eventually("the missing topic is shown", within: .seconds(60)) {
                    let ready = try await Web.get("http://127.0.0.1:\(port)/readyz")
                    return ready.status == 503 && ready.body.contains("not-yet")
                }
                try await stack.produce([#"{"seq":1}"#], topic: "not-yet", headers: ["event-type=a"])
                try await eventually("its message arrives", within: .seconds(90)) {
                    try await sink.report(count: 1).lost == 0
                }
                try await eventually("and all is well") {
                    try await Web.get("http://127.0.0.1:\(port)/readyz").status == 200
                }
                process.terminate()
                #expect(try await process.ended(within: .seconds(10)) == 0)
            }
        }

        @Test("migrations that are pending keep a role from starting, unless it may apply them")
        func pendingMigrations() async throws {
            try await Stack.with { stack in
                _ = try await stack.database("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
                let output = try await failing(stack, ["worker"])
                #expect(output.contains("longshore migrate") && output.contains("--migrate"))
                let worker = try stack.start(["worker", "--migrate"])
                try await eventually("the worker works") { worker.output.contains("worker started") }
                worker.terminate()
                #expect(try await worker.ended(within: .seconds(10)) == 0)
            }
        }

        @Test("a Postgres that is not there yet is waited for")
        func waitsForPostgres() async throws {
            try await Stack.with { stack in
                try await stack.postgres.stop()
                let worker = try stack.start(["worker"])
                try await eventually("it waits") { worker.output.contains("waiting for Postgres") }
                try await stack.postgres.start()
                try await eventually("it works") { worker.output.contains("worker started") }
                worker.terminate()
                #expect(try await worker.ended(within: .seconds(10)) == 0)
            }
        }
    }
}
