import Embedded
import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("nothing of any broker is lost", .serialized, .timeLimit(.minutes(20)))
    struct BrokerKillTests {
        private static let kills = 20
        private static let isLong = ProcessInfo.processInfo.environment["LONGSHORE_SOAK"] != nil

        /// How many messages of each kind: fewer where the server of the tests is slow.
        private static let counts =
            isLong
            ? ["amqp": 50_000, "redis_streams": 50_000, "kafka": 50_000, "pubsub": 20_000, "sqs": 2_000]
            : ["amqp": 10_000, "redis_streams": 10_000, "kafka": 10_000, "pubsub": 5_000, "sqs": 300]

        @Test(
            "messages of five brokers survive 20 kills and a restart of Redis, of Postgres and of RabbitMQ",
            arguments: ["queued", "persisted"]
        )
        func kills(acknowledge: String) async throws {
            try await Stack.with { stack in
                try await TestedBroker.all(stack) { brokers in
                    let sink = try await SinkProcess(stack)
                    try await stack.apply(Manifests.brokers(brokers, url: sink.url, acknowledge: acknowledge))
                    let fleet = try Fleet(stack, ["ingest", "ingest", "worker", "worker"])
                    let total = Self.counts.values.reduce(0, +)
                    var first = 1
                    var publishers: [(broker: TestedBroker, process: ChildProcess)] = []
                    for broker in brokers {
                        let count = try #require(Self.counts[broker.kind])
                        let process = try broker.publish(first...first + count - 1, rate: max(30, count / 100), stack)
                        publishers.append((broker, process))
                        first += count
                    }
                    try await survive(stack, fleet, sink, brokers, total)
                    for (broker, process) in publishers {
                        #expect(try await process.ended() == 0, "\(broker.kind): \(process.output.suffix(500))")
                    }
                    let report = try await sink.report(count: total)
                    #expect(report.uniqueSequences == total)
                    #expect(report.idConflicts == 0, "a repeated delivery carries the same webhook-id")
                    #expect(report.unique == total, "each message is one event")
                    #expect(report.unverified == 0)
                    #expect(try await stack.count("events") == total)
                    #expect(try await stack.count("dead_letters") == 0)
                    try await fleet.stop()
                }
            }
        }

        /// Kills and restarts as progress is made, until everything has arrived and has its outcome.
        private func survive(
            _ stack: Stack,
            _ fleet: Fleet,
            _ sink: SinkProcess,
            _ brokers: [TestedBroker],
            _ total: Int
        ) async throws {
            var restarts: [() async throws -> Void] = [
                {
                    try await stack.redis.stop()
                    try await stack.redis.start()
                },
                {
                    try await stack.postgres.stop()
                    try await stack.postgres.start()
                },
            ]
            restarts += brokers.compactMap { broker in broker.restart.map { restart in { try await restart() } } }
            var steps = (0..<Self.kills).map { _ in Int.random(in: 0..<total * 9 / 10) }.sorted()[...]
            let each = total / (restarts.count + 1)
            var next = each
            try await eventually("every message arrives", within: .seconds(900)) {
                let report = try await sink.report(count: total)
                // One kill a round, so that the replacements come to work.
                if let step = steps.first, step <= report.uniqueSequences {
                    try fleet.killOne()
                    steps.removeFirst()
                }
                if let restart = restarts.first, next <= report.uniqueSequences {
                    try await restart()
                    next += each
                    restarts.removeFirst()
                }
                return report.lost == 0 && steps.isEmpty && restarts.isEmpty
            }
            try await eventually("every delivery has its outcome", within: .seconds(120)) {
                let delivered = try await stack.count("deliveries", where: "status = 3")
                let pending = try await stack.count("pending_deliveries")
                return delivered == total && pending == 0
            }
        }
    }
}
