import Domain
import Logging
import Specification
import Synchronization
import Testing

@testable import ConnectorCore

@Suite("A backfill", .timeLimit(.minutes(1)))
struct BackfillTests {
    private static let job = ULID(high: 7, low: 7)
    private let source = SourceDescription(
        id: ULID(high: 2, low: 1),
        project: ULID(high: 1, low: 1),
        name: "orders",
        kind: ArchiveConnector.kind,
        mapping: MessageMapping(eventType: ValueRule(constant: "order.paid"))
    )

    private func backfill(
        _ intake: some Intake,
        _ tally: BackfillTally,
        rate: Int? = nil,
        isDryRun: Bool = false,
        endpoint: ULID? = nil
    ) -> Backfill {
        var timing = ConsumerTiming()
        timing.sessionRetry = .milliseconds(1)
        timing.appendRetry = .milliseconds(1)
        timing.batchLimit = 10
        return Backfill(
            ConnectorFactory(ArchiveConnector.self),
            source: source,
            options: BackfillOptions(job: Self.job, endpoint: endpoint, rate: rate, isDryRun: isDryRun),
            intake: intake,
            tally: tally,
            timing: timing,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    @Test("hands every event on with its own id, marked with the job, and dead letters unmarked")
    func handsOn() async throws {
        let (intake, tally) = (MemoryIntake(), BackfillTally())
        let endpoint = ULID(high: 9, low: 9)
        try await backfill(intake, tally, endpoint: endpoint).run(HistoryRange(from: .offset(5), to: .offset(30)))
        let events = intake.entries.compactMap { if case .event(let envelope) = $0 { envelope } else { nil } }
        let letters = intake.entries.compactMap { if case .deadLetter(let letter) = $0 { letter } else { nil } }
        // Every tenth message of the archive is no JSON.
        #expect(events.count == 23)
        #expect(letters.map(\.position) == ["archive/a/0/10", "archive/a/0/20"])
        #expect(events.allSatisfy { $0.replay == Envelope.Replay(job: Self.job, endpoint: endpoint) })
        let ordinary = source.mapping.entries(for: ArchiveConnector.message(6), source: source, now: .now())
        guard case .event(let known)? = ordinary.first else {
            Issue.record("no event")
            return
        }
        #expect(events.contains { $0.id == known.id })
        let counts = tally.counts
        #expect((counts.messages, counts.events, counts.deadLetters) == (25, 23, 2))
        #expect(counts.partitions == [HistoryPartition(name: "a/0", start: 5, position: 30, end: 30)])
        #expect(counts.oldest == Timestamp(seconds: 1_005) && counts.newest == Timestamp(seconds: 1_029))
    }

    @Test("that only looks hands nothing on, and counts the same")
    func dryRun() async throws {
        let (intake, tally) = (MemoryIntake(), BackfillTally())
        try await backfill(intake, tally, isDryRun: true).run(HistoryRange(from: .offset(5), to: .offset(30)))
        #expect(intake.entries.isEmpty)
        #expect(tally.counts.messages == 25)
        #expect(tally.counts.events + tally.counts.deadLetters == 25)
    }

    @Test("goes on at the tally's positions, in another process too, and counts no message twice")
    func goesOn() async throws {
        var counts = BackfillTally.Counts()
        counts.messages = 10
        counts.partitions = [HistoryPartition(name: "a/0", start: 0, position: 10, end: 30)]
        let (intake, tally) = (MemoryIntake(), BackfillTally(counts))
        try await backfill(intake, tally).run(HistoryRange(from: .earliest))
        #expect(intake.entries.count == 20)
        #expect(tally.counts.messages == 30)
    }

    @Test("waits out a broker that drops the connection and an intake that refuses")
    func troubles() async throws {
        let (intake, tally) = (RefusingIntake(refusals: 3), BackfillTally())
        // The archive drops the session once, at offset 40.
        try await backfill(intake, tally).run(HistoryRange(from: .offset(35), to: .offset(50)))
        #expect(intake.kept == 15)
        #expect(tally.counts.messages == 15)
        #expect(tally.counts.trouble == nil)
    }

    @Test("shows that a broker is silent for long, until it answers")
    func silence() {
        let tally = BackfillTally(patience: .nanoseconds(-1))
        #expect(tally.counts.trouble == nil)
        tally.asked()
        #expect(tally.counts.trouble?.contains("nothing comes") == true)
        let reporter = StatusReporter(board: tally.board, key: .init(source: ULID(high: 0, low: 1), slot: 0))
        reporter.degraded(ConnectorError(.disconnected, "no broker can be reached at kafka:9092"))
        #expect(tally.counts.trouble == "no broker can be reached at kafka:9092")
        reporter.connected()
        #expect(tally.counts.trouble?.contains("nothing comes") == true)
        tally.answered()
        #expect(tally.counts.trouble == nil)
        let patient = BackfillTally(patience: .seconds(60))
        patient.asked()
        #expect(patient.counts.trouble == nil)
    }

    @Test("keeps to its rate")
    func rate() async throws {
        let start = ContinuousClock.now
        try await backfill(MemoryIntake(), BackfillTally(), rate: 100).run(
            HistoryRange(from: .offset(0), to: .offset(30))
        )
        #expect(ContinuousClock.now - start >= .milliseconds(280))
    }

    @Test("a pace does not make up for what was missed")
    func pacer() {
        let start = ContinuousClock.now
        var pacer = Pacer(rate: 10, now: start)
        let first = pacer.did(5, now: start)
        #expect(first == start + .milliseconds(500))
        let late = pacer.did(5, now: start + .seconds(60))
        #expect(late == start + .seconds(59) + .milliseconds(500))
    }

    @Test("of a broker that keeps nothing is refused")
    func refused() async throws {
        #expect(ConnectorFactory(ArchiveConnector.self).keepsHistory)
        let connector = ConnectorFactory(MemoryConnector.self)
        #expect(!connector.keepsHistory)
        let broker = MemoryBroker("without history")
        let backfill = Backfill(
            connector,
            source: broker.description(),
            options: BackfillOptions(job: Self.job),
            intake: MemoryIntake(),
            tally: BackfillTally(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        await #expect {
            try await backfill.run(HistoryRange(from: .earliest))
        } throws: { error in
            (error as? ConnectorError)?.code == .configuration
        }
    }
}

/// An intake that fails a few times.
private final class RefusingIntake: Intake {
    private struct Refused: Error {}
    private let state: Mutex<(refusals: Int, kept: Int)>

    init(refusals: Int) { state = Mutex((refusals, 0)) }

    var kept: Int { state.withLock { $0.kept } }

    func append(_ entries: [IntakeEntry]) async throws {
        try state.withLock { state in
            guard state.refusals == 0 else {
                state.refusals -= 1
                throw Refused()
            }
            state.kept += entries.count
        }
    }

    func areStored(_ entries: [IntakeEntry], within limit: Duration) async throws -> Bool { true }

    func waitForRoom() async throws {}
}
