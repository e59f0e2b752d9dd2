import Embedded
import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("back-pressure", .serialized, .timeLimit(.minutes(25)))
    struct BackPressureTests {
        private static let isLong = ProcessInfo.processInfo.environment["LONGSHORE_SOAK"] != nil

        /// How long nobody takes anything from the intake: longer than every session would live without a sign of life.
        private static let held: Duration = isLong ? .seconds(900) : .seconds(25)

        /// What makes sessions end soon; in the long run they have the times that they have in production.
        private static let shortened: [String: String] =
            isLong
            ? [:]
            : [
                "amqp": "heartbeat: 5s", "sqs": "visibility_timeout: 5s", "pubsub": "ack_deadline: 10s",
                "kafka":
                    #"properties: {session.timeout.ms: "6000", heartbeat.interval.ms: "1000", max.poll.interval.ms: "8000"}"#,
            ]

        private static let counts = [
            "amqp": 4_000, "redis_streams": 4_000, "kafka": 4_000, "pubsub": 4_000, "sqs": 500,
        ]
        private static let bound = 1_000

        /// How a source fares, as `longshore sources --json` says it.
        private struct Source: Decodable {
            let name: String
            let state: String
        }

        @Test(
            "with the worker stopped the intake stays within its bound, memory flat and sessions alive; then all flows again"
        )
        func workerStopped() async throws {
            try await Stack.with { stack in
                try await TestedBroker.all(stack, settings: Self.shortened) { brokers in
                    let sink = try await SinkProcess(stack)
                    try await stack.apply(Manifests.brokers(brokers, url: sink.url))
                    var first = 1
                    for broker in brokers {
                        let count = try #require(Self.counts[broker.kind])
                        let publisher = try broker.publish(first...first + count - 1, rate: 4_000, stack)
                        #expect(
                            try await publisher.ended(within: .seconds(120)) == 0,
                            "\(publisher.output.suffix(500))"
                        )
                        first += count
                    }
                    let total = first - 1
                    let ingest = try stack.start(
                        ["ingest"],
                        environment: ["LONGSHORE_INTAKE_LIMIT": "\(Self.bound)"]
                    )
                    try await eventually("the intake is full", within: .seconds(30)) {
                        try await intake(stack) >= Self.bound
                    }
                    try await hold(stack, ingest, total)
                    let worker = try stack.start(["worker"])
                    try await eventually("everything arrives", within: .seconds(180)) {
                        try await sink.report(count: total).lost == 0
                    }
                    try await eventually("each message is one event") { try await stack.count("events") == total }
                    #expect(try await sink.report(count: total).idConflicts == 0)
                    for process in [ingest, worker] {
                        process.terminate()
                        #expect(try await process.ended(within: .seconds(10)) == 0)
                    }
                }
            }
        }

        /// Looks on while nothing moves.
        private func hold(_ stack: Stack, _ ingest: ChildProcess, _ total: Int) async throws {
            let began = ContinuousClock.now
            var highest = 0
            var memory: Int?
            try await eventually("the time is over", within: Self.held + .seconds(60), every: .milliseconds(500)) {
                highest = max(highest, try await intake(stack))
                let elapsed = ContinuousClock.now - began
                if memory == nil, elapsed > Self.held / 3 { memory = ingest.residentBytes }
                return elapsed > Self.held
            }
            // Each of the ten consumers may append what it holds when the bound is reached.
            #expect(highest < total / 2, "the intake grew to \(highest) entries")
            let grown = ingest.residentBytes - (try #require(memory))
            #expect(grown < 16 << 20, "memory grew by \(grown) bytes while nothing moved")
            #expect(!ingest.output.contains("will be opened again"), "a session ended:\n\(ingest.output.suffix(2_000))")
            let text = try await stack.longshore(["sources", "--json"])
            let sources = try JSONDecoder().decode([Source].self, from: Data(text.utf8))
            #expect(sources.count == 5)
            #expect(sources.allSatisfy { $0.state == "running" }, "\(text)")
        }

        /// How many entries wait in the intake.
        private func intake(_ stack: Stack) async throws -> Int {
            let answer = try await run(
                "/usr/bin/redis-cli",
                ["-s", String(stack.redis.url.dropFirst(7)), "xlen", "longshore:{0}:intake"],
                folder: stack.folder
            )
            guard let count = Int(answer.trimmingCharacters(in: .whitespacesAndNewlines)) else {
                throw TestFailure("not a length: \(answer)")
            }
            return count
        }
    }
}
