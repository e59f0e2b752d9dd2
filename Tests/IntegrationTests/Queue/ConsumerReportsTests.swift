internal import Domain
internal import Queue
internal import Redis
internal import TestSupport
internal import Testing

@Suite("What consumers say of themselves", .timeLimit(.minutes(1)))
struct ConsumerReportsTests {
    private let source = ULID.random()

    private func report(_ process: String) -> ConsumerReport {
        ConsumerReport(process: process, state: "running", since: .now())
    }

    @Test("is there for the whole pool; a process takes back its own words, and nobody else's")
    func withdraws() async throws {
        try await TestRedis.withClient { (redis, prefix) async throws in
            let reports = ConsumerReports(redis: redis, prefix: prefix)
            func processes() async throws -> [String?] {
                try await reports.reports(of: [(source, 3)])[0].map { $0?.process }
            }
            try await reports.publish([(source, 0, report("a")), (source, 1, report("a"))])
            #expect(try await processes() == ["a", "a", nil])
            // The second worker has gone over to another process.
            try await reports.publish([(source, 1, report("b"))])
            try await reports.withdraw([(source, 0), (source, 1), (source, 2)], of: "a")
            #expect(try await processes() == [nil, "b", nil])
            try await reports.withdraw([], of: "b")
            try await reports.withdraw([(source, 1)], of: "b")
            #expect(try await processes() == [nil, nil, nil])
        }
    }
}
