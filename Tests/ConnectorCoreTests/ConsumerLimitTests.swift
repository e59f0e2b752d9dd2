import ConnectorCore
import Domain
import Logging
import Synchronization
import Testing

@Suite("Consumers that are of no use", .timeLimit(.minutes(1)))
struct ConsumerLimitTests {
    private let board = StatusBoard()

    /// Runs a pool of one for a broker that says how many consumers are of use.
    private func running(
        _ broker: MemoryBroker,
        limit: Int?,
        _ body: (AsyncStream<[SourceDescription]>.Continuation) async throws -> Void
    ) async throws {
        broker.state.withLock { $0.limit = limit }
        let (stream, continuation) = AsyncStream.makeStream(
            of: [SourceDescription].self,
            bufferingPolicy: .bufferingNewest(1)
        )
        var leases = LeaseTiming()
        leases.courtesy = .milliseconds(1)
        leases.reluctance = .milliseconds(5)
        leases.limitRetry = .milliseconds(10)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let supervisor = SourceSupervisor(
            factories: [ConnectorFactory(MemoryConnector.self)],
            sources: stream,
            claims: SoleOwnerClaims(),
            owner: "me",
            intake: MemoryIntake(),
            board: board,
            leases: leases,
            logger: logger
        )
        try await withThrowingTaskGroup { group in
            group.addTask { try await supervisor.run() }
            continuation.yield([broker.description(workers: 8)])
            try await body(continuation)
            group.cancelAll()
        }
    }

    private func limits() -> Set<String?> { Set(board.statuses().values.map(\.limit)) }

    @Test("are not started; more are when the broker has more, and fewer when it has fewer")
    func follows() async throws {
        let broker = MemoryBroker("limit")
        try await running(broker, limit: 3) { _ in
            try await eventually("three") { broker.openSessions == 3 && limits() == ["the broker has 3"] }
            let asked = broker.state.withLock { $0.questions }
            try await eventually("asked again") { broker.state.withLock { $0.questions } > asked + 3 }
            #expect(broker.mostOpen == 3)
            broker.state.withLock { $0.limit = 5 }
            try await eventually("five") { broker.openSessions == 5 && limits() == ["the broker has 5"] }
            broker.state.withLock { $0.limit = 2 }
            try await eventually("two") {
                broker.openSessions == 2 && limits() == ["the broker has 2"] && board.statuses().count == 2
            }
            broker.state.withLock { $0.limit = 20 }
            try await eventually("all") { broker.openSessions == 8 && limits() == [nil] }
        }
        #expect(broker.openSessions == 0)
    }

    @Test("one runs as long as the broker does not say, and what it said last holds while it says nothing")
    func silent() async throws {
        let broker = MemoryBroker("silent")
        try await running(broker, limit: 0) { _ in
            try await eventually("asked again and again") { broker.state.withLock { $0.questions } > 5 }
            #expect(broker.mostOpen == 1)
            try await eventually("one") { broker.openSessions == 1 }
            broker.state.withLock { $0.limit = 4 }
            try await eventually("four") { broker.openSessions == 4 }
            broker.state.withLock { $0.limit = 0 }
            let asked = broker.state.withLock { $0.questions }
            try await eventually("asked again") { broker.state.withLock { $0.questions } > asked + 3 }
            #expect(broker.openSessions == 4)
        }
    }

    @Test("a broker where any number is of use is asked once, and a source with one worker not at all")
    func unlimited() async throws {
        let broker = MemoryBroker("unlimited")
        try await running(broker, limit: nil) { sources in
            try await eventually("all") { broker.openSessions == 8 }
            #expect(broker.state.withLock { $0.questions } == 1)
            sources.yield([broker.description(workers: 1)])
            try await eventually("one") { broker.openSessions == 1 }
            #expect(broker.state.withLock { $0.questions } == 1)
        }
    }
}
