internal import Domain
public import Logging

/// Reads a stretch of a source's history again and hands its events on, marked as replays of one job.
///
/// Messages become events by the source's mapping, with the ids they have always had; only the deliveries are new. It may be broken
/// off anywhere and begun again at the tally's positions: what was handed on twice then makes the same deliveries.
public struct Backfill: Sendable {
    private let connector: ConnectorFactory
    private let source: SourceDescription
    private let options: BackfillOptions
    private let intake: any Intake
    private let tally: BackfillTally
    private let timing: ConsumerTiming
    private let logger: Logger

    /// Makes a backfill that has not begun.
    public init(
        _ connector: ConnectorFactory,
        source: SourceDescription,
        options: BackfillOptions,
        intake: any Intake,
        tally: BackfillTally,
        timing: ConsumerTiming = ConsumerTiming(),
        logger: Logger
    ) {
        self.connector = connector
        self.source = source
        self.options = options
        self.intake = intake
        self.tally = tally
        self.timing = timing
        self.logger = logger
    }

    /// Reads the range to its end, or what is left of it. Brokers and intakes that are away are waited for.
    ///
    /// - Throws: ``ConnectorError`` for what does not pass by itself; `CancellationError`.
    public func run(_ range: HistoryRange) async throws {
        var backoff = Backoff(initial: timing.sessionRetry, maximum: timing.sessionRetryLimit)
        while true {
            let before = tally.counts.partitions
            let plan: HistoryPlan = before.isEmpty ? .range(range) : .rest(before)
            let context = ConsumerContext(source: source, slot: 0, board: tally.board, logger: logger)
            do {
                try await connector.withHistory(for: context, plan) { session in
                    tally.opened(await session.partitions)
                    try await read(session)
                }
                return
            } catch let error as ConnectorError where error.isTransient {
                try Task.checkCancellation()
                if tally.counts.partitions != before { backoff.reset() }
                let delay = backoff.next()
                tally.isHeldUp(by: error.message)
                logger.warning(
                    "backfill is held up, will go on",
                    metadata: [LogKey.error: "\(error.message)", LogKey.delay: "\(delay)"]
                )
                try await Task.sleep(for: delay)
            }
        }
    }

    private func read(_ session: any HistorySession) async throws {
        var pacer = options.rate.map { Pacer(rate: $0) }
        // With a rate, pieces of half a second at most.
        let limit = options.rate.map { min(timing.batchLimit, max(1, $0 / 2)) } ?? timing.batchLimit
        while true {
            if !options.isDryRun { try await persistently { try await intake.waitForRoom() } }
            tally.asked()
            let answer = try await session.next(upTo: limit)
            tally.answered()
            guard let batch = answer else { return }
            let entries = try await handOn(batch)
            guard let time = pacer?.did(entries) else { continue }
            try await Task.sleep(until: time, clock: .continuous)
        }
    }

    /// Hands a batch on, and counts it when all of it is kept.
    private func handOn(_ batch: HistoryBatch) async throws -> Int {
        let now = Timestamp.now()
        var (events, deadLetters, skipped) = (0, 0, 0)
        var rest = batch.messages[...]
        while !rest.isEmpty {
            let piece = MappedPiece(of: rest, from: source, at: now)
            let letters = piece.deadLetters.count
            events += piece.entries.count - letters
            deadLetters += letters
            skipped += piece.skipped
            if !options.isDryRun {
                let entries = piece.entries.map(marked)
                try await persistently { try await intake.append(entries) }
            }
            rest = rest.dropFirst(piece.messages)
        }
        tally.add(batch, events: events, deadLetters: deadLetters, skipped: skipped)
        return events + deadLetters
    }

    private func marked(_ entry: IntakeEntry) -> IntakeEntry {
        guard case .event(var envelope) = entry else { return entry }
        envelope.replay = Envelope.Replay(job: options.job, endpoint: options.endpoint)
        return .event(envelope)
    }

    /// Does something with the intake until it works.
    private func persistently(_ action: () async throws -> Void) async throws {
        var backoff = Backoff(initial: timing.appendRetry, maximum: timing.appendRetryLimit)
        while true {
            do {
                try await action()
                return
            } catch {
                try Task.checkCancellation()
                tally.isHeldUp(by: "the intake does not take messages: \(error)")
                if backoff.failures == 0 {
                    logger.warning("backfill waits for the intake", metadata: [LogKey.error: "\(error)"])
                }
                try await Task.sleep(for: backoff.next())
            }
        }
    }
}
