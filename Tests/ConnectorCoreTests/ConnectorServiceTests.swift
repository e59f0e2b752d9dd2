import Domain
import Logging
import Synchronization
import Testing

@testable import ConnectorCore

@Suite("A consumer", .timeLimit(.minutes(1)))
struct ConnectorServiceTests {
    private let intake = MemoryIntake()
    private let board = StatusBoard()

    private var timing: ConsumerTiming {
        var timing = ConsumerTiming()
        timing.batchLimit = 10
        timing.sessionRetry = .milliseconds(5)
        timing.sessionRetryLimit = .milliseconds(50)
        timing.appendRetry = .milliseconds(2)
        timing.appendRetryLimit = .milliseconds(10)
        timing.storing = .milliseconds(20)
        timing.grace = .milliseconds(200)
        return timing
    }

    private func consumer(_ broker: MemoryBroker) -> ConnectorService<MemoryConnector> {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let context = ConsumerContext(source: broker.description(), slot: 0, board: board, logger: logger)
        return ConnectorService(settings: .init(broker: broker.name), consumer: context, intake: intake, timing: timing)
    }

    private func status(_ broker: MemoryBroker) -> SourceStatus? {
        board.status(of: .init(source: broker.description().id, slot: 0))
    }

    /// Runs a consumer beside `body`, and stops it.
    private func running(_ broker: MemoryBroker, _ body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup { group in
            let service = consumer(broker)
            group.addTask { try await service.run() }
            try await body()
            group.cancelAll()
        }
    }

    @Test("moves everything in order and settles it")
    func moves() async throws {
        let messages = (0..<95).map(String.init)
        let broker = MemoryBroker("moves", messages: messages)
        try await running(broker) {
            try await eventually("settled") { broker.settled.count == 95 }
        }
        #expect(intake.bodies == messages)
        #expect(broker.settled == messages)
        #expect(status(broker)?.state == .stopped)
        #expect(status(broker)?.messages == 95)
    }

    @Test("settles nothing before the intake has answered, and tries until it does")
    func settlesAfterAppend() async throws {
        let broker = MemoryBroker("settlesAfterAppend", messages: ["1", "2", "x"])
        intake.set { $0.isAway = true }
        try await running(broker) {
            try await eventually("attempts") { intake.attempts >= 5 }
            #expect(broker.settled.isEmpty)
            #expect(status(broker)?.state == .degraded)
            #expect(status(broker)?.error?.contains("intake does not take messages") == true)
            intake.set { $0.isAway = false }
            try await eventually("settled") { broker.settled.count == 3 }
            #expect(status(broker)?.state == .running)
        }
        #expect(intake.bodies == ["1", "2", "dead x"])
        #expect(broker.sessions == 1)
    }

    @Test("settles only what is stored where the source asks for that, and appends again what does not get there")
    func settlesAfterStoring() async throws {
        let broker = MemoryBroker("settlesAfterStoring", messages: ["1", "2"])
        broker.state.withLock { $0.acknowledgement = .persisted }
        intake.set { $0.isStoring = false }
        try await running(broker) {
            try await eventually("appended again") { intake.attempts >= 3 }
            #expect(broker.settled.isEmpty)
            intake.set { $0.isStoring = true }
            try await eventually("settled") { broker.settled == ["1", "2"] }
        }
        #expect(broker.sessions == 1)
    }

    @Test("while nobody can say what is stored, or the intake is full, nothing is appended again")
    func appendsOnce() async throws {
        let broker = MemoryBroker("appendsOnce", messages: ["1"])
        broker.state.withLock { $0.acknowledgement = .persisted }
        intake.set { $0.isUnknown = true }
        try await running(broker) {
            try await eventually("shown") { status(broker)?.error?.contains("not known what is stored") == true }
            #expect(intake.attempts == 1)
            intake.set { state in
                state.isFull = true
                state.isStoring = false
                state.isUnknown = false
            }
            try await eventually("asked again") { status(broker)?.state == .running }
            #expect(intake.attempts == 1)
            intake.set { state in
                state.isStoring = true
                state.isFull = false
            }
            try await eventually("settled") { broker.settled == ["1"] }
        }
    }

    @Test("replaces a session that fails, shows why, and goes on where it was", .bug(id: "fault(10)"))
    func reconnects() async throws {
        let broker = MemoryBroker("reconnects", messages: ["1"])
        broker.fail(Array(repeating: ConnectorError(.credentials, "wrong password"), count: 8))
        try await running(broker) {
            try await eventually("failed") { status(broker)?.state == .failed && status(broker)?.failures ?? 0 >= 2 }
            #expect(status(broker)?.error == "wrong password")
            #expect(status(broker)?.errorCode == "credentials")
            #expect(status(broker)?.nextAttempt != nil)
            try await eventually("settled") { broker.settled == ["1"] }
            #expect(status(broker)?.state == .running)
            #expect(status(broker)?.error == nil)
        }
        #expect(broker.sessions == 9)
    }

    @Test("asks for nothing while the intake is full")
    func backPressure() async throws {
        let broker = MemoryBroker("backPressure", messages: ["1"])
        intake.set { $0.isFull = true }
        try await running(broker) {
            try await eventually("session") { broker.sessions == 1 }
            #expect(broker.handedOut == 0)
            intake.set { $0.isFull = false }
            try await eventually("settled") { broker.settled == ["1"] }
        }
    }

    @Test("stops at once while idle, and while the intake is full")
    func stopsIdle() async throws {
        for isFull in [false, true] {
            intake.set { $0.isFull = isFull }
            let broker = MemoryBroker("stopsIdle\(isFull)")
            let elapsed = try await ContinuousClock().measure {
                try await running(broker) { try await eventually("session") { broker.openSessions == 1 } }
            }
            #expect(elapsed < .seconds(20))
            #expect(broker.openSessions == 0)
        }
    }

    @Test("finishes the batch in hand when told to stop")
    func finishesBatch() async throws {
        let broker = MemoryBroker("finishesBatch", messages: ["1"])
        intake.set { $0.isAway = true }
        try await withThrowingTaskGroup { group in
            let service = consumer(broker)
            group.addTask { try await service.run() }
            try await eventually("attempt") { intake.attempts > 0 }
            group.cancelAll()
            intake.set { $0.isAway = false }
        }
        #expect(broker.settled == ["1"])
    }

    @Test("gives a batch up after the grace period, unsettled", arguments: [true, false])
    func grace(hangs: Bool) async throws {
        let broker = MemoryBroker("grace\(hangs)", messages: ["1"])
        intake.set { state in
            state.hangs = hangs
            state.isAway = true
        }
        let elapsed = try await ContinuousClock().measure {
            try await running(broker) { try await eventually("attempt") { intake.attempts > 0 } }
        }
        #expect(elapsed < .seconds(20))
        #expect(broker.settled.isEmpty)
        #expect(broker.openSessions == 0)
    }

    @Test("settles messages that make several events, or none, once all of their entries are kept")
    func several() async throws {
        let event = #"{"specversion":"1.0","type":"a","source":"s","id":"1","data":1}"#
        let batch = "[" + Array(repeating: event, count: 900).joined(separator: ",") + "]"
        let broker = MemoryBroker("several", messages: Array(repeating: batch, count: 9) + ["[]"])
        broker.useMapping(MessageMapping(format: .cloudEvents))
        try await running(broker) {
            try await eventually("settled") { broker.settled.count == 10 }
        }
        #expect(intake.entries.count == 8_100)
        #expect(intake.attempts == 2)
        #expect(status(broker)?.messages == 10)
    }

    @Test("ends when its source does")
    func ends() async throws {
        let broker = MemoryBroker("ends", messages: ["1"])
        broker.state.withLock { $0.isEnded = true }
        try await consumer(broker).run()
        #expect(broker.settled == ["1"])
    }
}
