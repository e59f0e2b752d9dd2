import TestSupport
import Testing

extension EndToEnd {
    @Suite("foreign judges", .serialized, .timeLimit(.minutes(5)))
    struct JudgeTests {
        @Test("messages of kcat and confluent-kafka arrive with signatures that standardwebhooks verifies")
        func standardWebhooks() async throws {
            try await Stack.with { stack in
                let port = try freePort()
                let judge = try ChildProcess(
                    "judge",
                    Programs.python,
                    [Programs.root + "/Tests/Judges/receiver.py", "\(port)", Stack.secret],
                    folder: stack.folder
                )
                try await eventually("the judge listens") { isListening(port) }
                try await stack.apply(Manifests.simple(stack, url: "http://127.0.0.1:\(port)/"))
                let fleet = try Fleet(stack, ["ingest", "worker"])
                try await stack.publish(Published.sequence(1...250))
                try await stack.produce(
                    (251...500).map { #"{"seq":\#($0)}"# },
                    topic: "orders",
                    headers: ["event-type=order.paid"]
                )
                let report = "http://127.0.0.1:\(port)/report"
                try await eventually("all are verified", within: .seconds(60)) {
                    (try await Web.get(report)["ids"] as? Int) == 500
                }
                #expect(try await Web.get(report)["rejected"] as? Int == 0)
                try await fleet.stop()
                judge.terminate()
            }
        }

        @Test("convoy-python drives the API unchanged")
        func convoyPython() async throws {
            try await Stack.with { stack in
                let sink = try await SinkProcess(stack, secret: nil)
                let process = try stack.start(["run", "--listen", "127.0.0.1:\(try freePort())"])
                let api = try await apiURL(process)
                try await run(
                    Programs.python,
                    [Programs.root + "/Tests/Judges/convoy_api.py"],
                    environment: [
                        "LONGSHORE_URL": String(api.dropLast("/api/v1".count)),
                        "LONGSHORE_API_KEY": try await stack.makeKey(), "LONGSHORE_SINK_URL": sink.url,
                    ],
                    folder: stack.folder
                )
                process.terminate()
                #expect(try await process.ended(within: .seconds(10)) == 0)
            }
        }
    }
}
