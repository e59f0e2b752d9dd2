import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("payload bytes", .serialized, .timeLimit(.minutes(3)))
    struct BytesTests {
        /// What other systems change on the way.
        private static let payloads = [
            "9007199254740993", "1.10", "1e400", "-0.0", #"{"b":1,"a":2,"B":3}"#, #"{"a":1,"a":2}"#,
            #"{"x":"\u00e9","y":"é"}"#, #""<>&""#, "{ \"spaced\" :  [ 1 , 2 ] }", #""\/\"\\\b\f\n\r\t\ud83d\ude00""#,
            String(repeating: "[", count: 200) + String(repeating: "]", count: 200), "null", "\"\"",
            "123456789012345678901234567890",
        ]

        @Test("arrive as they were sent, with signatures that standardwebhooks accepts", .bug(id: "fault(11)"))
        func bytes() async throws {
            try await Stack.with { stack in
                let port = try freePort()
                let bodies = stack.folder + "/bodies"
                let judge = try ChildProcess(
                    "judge",
                    Programs.python,
                    [Programs.root + "/Tests/Judges/receiver.py", "\(port)", Stack.secret, "--bodies", bodies],
                    folder: stack.folder
                )
                try await eventually("the judge listens") { isListening(port) }
                try await stack.apply(Manifests.simple(stack, url: "http://127.0.0.1:\(port)/"))
                let fleet = try Fleet(stack, ["ingest", "worker"])
                try await stack.publish(Self.payloads.map { Published($0) })
                let report = "http://127.0.0.1:\(port)/report"
                try await eventually("all arrive") {
                    (try await Web.get(report)["verified"] as? Int) == Self.payloads.count
                }
                #expect(try await Web.get(report)["rejected"] as? Int == 0)
                let lines = try String(contentsOfFile: bodies, encoding: .utf8).split(separator: "\n")
                let received = Set(lines.compactMap { $0.split(separator: " ").last.map(String.init) })
                for payload in Self.payloads {
                    let hex = payload.utf8.map { String(format: "%02x", $0) }.joined()
                    #expect(received.contains(hex), "\(payload.prefix(60))")
                }
                try await fleet.stop()
                judge.terminate()
            }
        }
    }
}
