import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("backfill", .serialized, .timeLimit(.minutes(5)))
    struct BackfillTests {
        private struct Job: Decodable {
            let uid: String
            let state: String
            let messages, events: Int
        }

        private static let count = 200

        private func backfill(_ stack: Stack, _ arguments: [String]) async throws -> Job {
            let output = try await stack.longshore(["backfill", "orders", "--json"] + arguments)
            // What comes before the object is progress, for people.
            let line = try #require(output.split(separator: "\n").last { $0.hasPrefix("{") })
            return try JSONDecoder().decode(Job.self, from: Data(line.utf8))
        }

        private func deliveries(of job: String, _ stack: Stack) async throws -> Int {
            // The id as Postgres keeps it: its 26 characters are base 32.
            let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
            let number = job.reduce(UInt128(0)) { $0 << 5 | UInt128(alphabet.firstIndex(of: $1) ?? 0) }
            let digits = String(number, radix: 16)
            let text = String(repeating: "0", count: 32 - digits.count) + digits
            return try await stack.count("deliveries", where: "replay_job_id = '\(text)'")
        }

        /// Starts everything with 200 messages delivered once.
        private func withDelivered(_ body: (Stack, SinkProcess, SinkProcess) async throws -> Void) async throws {
            try await Stack.with { stack in
                let (first, second) = (try await SinkProcess(stack), try await SinkProcess(stack))
                try await stack.apply(Manifests.fanOut(stack, urls: [first.url, second.url]))
                try await stack.publish(Published.sequence(1...Self.count))
                let worker = try stack.start(["worker"])
                try await body(stack, first, second)
                worker.terminate()
                #expect(try await worker.ended(within: .seconds(10)) == 0)
            }
        }

        private func delivered(_ stack: Stack, _ sinks: SinkProcess...) async throws {
            try await eventually("delivered", within: .seconds(60)) {
                for sink in sinks {
                    guard try await sink.report(count: Self.count).unique == Self.count else { return false }
                }
                return try await stack.count("deliveries", where: "status = 3") == Self.count * sinks.count
            }
        }

        @Test("replay makes new deliveries of the same events, marked as replay, into the one endpoint (34)")
        func oneEndpoint() async throws {
            try await withDelivered { stack, first, second in
                let ingest = try stack.start(["ingest"])
                try await delivered(stack, first, second)

                let look = try await backfill(stack, ["--from", "earliest", "--dry-run"])
                #expect(look.state == "done" && look.messages == Self.count && look.events == Self.count)

                let job = try await backfill(stack, ["--from", "earliest", "--endpoint", "e0"])
                #expect(job.state == "done" && job.messages == Self.count && job.events == Self.count)
                try await eventually("delivered again") {
                    let made = try await deliveries(of: job.uid, stack)
                    let succeeded = try await stack.count(
                        "deliveries",
                        where: "replay_job_id IS NOT NULL AND status = 3"
                    )
                    return made == Self.count && succeeded == Self.count
                }
                let again = try await first.report(count: Self.count)
                // The same webhook-ids: they are the events'.
                #expect(again.received == 2 * Self.count && again.unique == Self.count && again.idConflicts == 0)
                #expect(again.verified == 2 * Self.count)
                #expect(try await second.report(count: Self.count).received == Self.count, "the other gets nothing")
                #expect(try await stack.count("events") == Self.count)
                #expect(try await stack.count("deliveries", where: "replay_job_id IS NULL") == 2 * Self.count)

                // A range, into all, by a second job: its deliveries are its own.
                let range = try await backfill(stack, ["--from", "-1h", "--to", "50"])
                try await eventually("delivered a third time") {
                    try await deliveries(of: range.uid, stack) == 2 * range.messages
                }
                #expect(range.messages > 0)
                #expect(try await stack.count("events") == Self.count)
                ingest.terminate()
                #expect(try await ingest.ended(within: .seconds(10)) == 0)
            }
        }

        @Test("a job survives a kill -9 of its process, and makes each of its deliveries once")
        func takenOver() async throws {
            try await withDelivered { stack, first, second in
                let dying = try stack.start(["ingest"])
                try await delivered(stack, first, second)
                let output = try await stack.longshore([
                    "backfill", "orders", "--from", "0", "--rate", "40", "--endpoint", "e1", "--detach",
                ])
                let id = output.trimmingCharacters(in: .whitespacesAndNewlines)
                try await eventually("it is in the middle", every: .milliseconds(20)) {
                    try await stack.count("jobs", where: "messages BETWEEN 20 AND 150") == 1
                }
                dying.kill9()
                let ingest = try stack.start(["ingest"])
                try await eventually("another process has ended it", within: .seconds(60)) {
                    try await stack.count("jobs", where: "state = 'done' AND messages = \(Self.count)") == 1
                }
                try await eventually("all are delivered") {
                    let made = try await deliveries(of: id, stack)
                    let unfinished = try await stack.count("deliveries", where: "status <> 3")
                    return made == Self.count && unfinished == 0
                }
                #expect(try await stack.count("deliveries") == 3 * Self.count)
                #expect(try await stack.count("events") == Self.count)
                ingest.terminate()
                #expect(try await ingest.ended(within: .seconds(10)) == 0)
            }
        }

        @Test(
            "what cannot be is refused with the field and what is allowed; without a process the job waits, and says so"
        )
        func refusals() async throws {
            try await Stack.with { stack in
                try await stack.apply(Manifests.fanOut(stack, urls: ["http://127.0.0.1:1/"]))
                func refusal(_ arguments: String...) async throws -> String {
                    try await stack.longshore(["backfill"] + arguments, expecting: 1)
                }
                #expect(try await refusal("orders", "--from", "soon").contains("--from: `soon` is no place in a topic"))
                #expect(try await refusal("orders", "--from", "0", "--to", "earliest").contains("--to:"))
                #expect(
                    try await refusal("order", "--from", "0").contains(
                        "there is no source \"order\"; there are: orders"
                    )
                )
                #expect(try await refusal("orders", "--from", "0", "--endpoint", "e7").contains("--endpoint:"))
                #expect(try await refusal("orders", "--from", "0", "--rate", "0").contains("--rate:"))
                #expect(try await stack.count("jobs") == 0)

                let watch = try stack.start(["backfill", "orders", "--from", "0"])
                try await eventually("it says that nobody does it") {
                    watch.output.contains("no process does the job")
                }
                watch.terminate()
                #expect(try await watch.ended(within: .seconds(10)) == 1)
                #expect(watch.output.contains("cancelled"))
                #expect(try await stack.count("jobs", where: "state = 'cancelled'") == 1)
            }
        }
    }
}
