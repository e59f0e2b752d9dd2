public import ConnectorCore
internal import Domain
internal import Logging
internal import Reactor

/// Partitions of a source's topics that are read again, outside of its group: nothing is joined and nothing committed.
///
/// The actor runs on a reactor of its own, on whose thread librdkafka is polled and never waited for.
public actor KafkaHistory: HistorySession {
    /// How often a new token is got, where brokers want one: well within the life of any.
    private static let renewal: Duration = .seconds(60)

    private let settings: KafkaSettings
    private let timing: KafkaTiming
    private let logger: Logger
    private let status: StatusReporter
    private let client: KafkaClient
    private let reactor: Reactor
    private let bell: Bell

    private var cursors = HistoryCursors([])
    private var table = PartitionTable()
    private var health = KafkaHealth()
    private var failure: ConnectorError?
    private var introduced = ContinuousClock.now

    /// The actor runs where librdkafka rings.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { reactor.asUnownedSerialExecutor() }

    init(_ settings: KafkaSettings, runtime: ConnectorRuntime, timing: KafkaTiming) throws {
        self.settings = settings
        self.timing = timing
        logger = runtime.logger
        status = runtime.status
        let name = runtime.sourceName.map {
            $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-"
        }
        do {
            bell = try Bell()
            client = try KafkaClient(
                settings.historyProperties(clientID: "longshore-\(String(name))-backfill"),
                isCooperative: false
            )
        } catch {
            throw ConnectorError(.configuration, "librdkafka does not accept the settings: \(error)")
        }
        reactor = Reactor.start(name: "kafka-backfill")
    }

    // MARK: - Opening and closing

    func open(_ plan: HistoryPlan) async throws {
        client.ring(main: bell, side: bell)
        try await introduce()
        switch plan {
        case .range(let range): cursors = HistoryCursors(try await partitions(of: range))
        case .rest(let partitions): cursors = HistoryCursors(partitions)
        }
        status.connected()
        let positions = cursors.positions
        guard !positions.isEmpty else { return }
        for position in positions { table.assign(position.partition, at: position.offset) }
        do {
            try client.read(positions)
        } catch {
            throw ConnectorError(.protocolFailure, "the partitions cannot be read: \(error)")
        }
    }

    /// Gets a token where brokers want one.
    private func introduce() async throws {
        introduced = .now
        do {
            try await client.introduce(settings)
        } catch let error as TokenError {
            throw ConnectorError(error.isTransient ? .disconnected : .credentials, error.description)
        } catch let error as KafkaFailure {
            throw ConnectorError(.credentials, "librdkafka does not take the token: \(error)")
        }
    }

    private func partitions(of range: HistoryRange) async throws -> [HistoryPartition] {
        let lookup = HistoryLookup(client: client, settings: settings, milliseconds: timing.lookup.milliseconds)
        let deadline = ContinuousClock.now + timing.lookups
        do {
            let known = try await BlockingThreads.run(until: deadline) { try lookup.known(for: range) }
            return try HistoryPlanner(range: range, known: known).partitions()
        } catch let error as KafkaFailure {
            // What librdkafka has said meanwhile tells more: a wrong password looks like silence here.
            drain()
            react(to: error, isFatal: false, topic: nil)
            throw failure ?? ConnectorError(.disconnected, "Kafka does not say what the topics hold: \(error)")
        } catch is BlockingCallTimedOut {
            drain()
            throw failure ?? ConnectorError(.timeout, "Kafka does not say in time what the topics hold")
        }
    }

    func close() async {
        client.silence()
        reactor.forget(bell.descriptor)
        await client.end(within: timing.destroy, logger)
        reactor.stop()
    }

    // MARK: - HistorySession

    /// Every partition and how far it has been read.
    public var partitions: [HistoryPartition] { cursors.partitions }

    /// Waits for messages; see ``HistorySession/next(upTo:)``. A batch holds at most 8 MiB, but always one message.
    public func next(upTo limit: Int) async throws -> HistoryBatch? {
        while true {
            try Task.checkCancellation()
            if let failure { throw failure }
            if cursors.isAtEnd { return nil }
            if settings.oauth != nil, ContinuousClock.now - introduced > Self.renewal { try await introduce() }
            let before = cursors.partitions
            let messages = take(limit)
            if !messages.isEmpty || cursors.partitions != before {
                return HistoryBatch(messages: messages, partitions: cursors.partitions)
            }
            // Librdkafka rings when the queue was empty; the time-out is for a ring that was lost.
            await reactor.ready(bell.descriptor, .read, until: .now + .seconds(1))
            bell.silence()
        }
    }

    /// Polls until there are `limit` messages, the batch is large enough, or there is nothing more now.
    private func take(_ limit: Int) -> [Message] {
        drainSide()
        var collector = MessageCollector(ends: cursors.ends)
        while collector.count < limit, collector.bytes < timing.batchBytes {
            guard let event = client.poll() else {
                if client.waiting > 0 { bell.ring() }
                break
            }
            if KafkaClient.isMessage(event) {
                collector.gather(event, if: table)
            } else {
                handle(event)
            }
        }
        var finished: [TopicPartition] = []
        for span in collector.spans where cursors.read(span.partition, through: span.last) {
            finished.append(span.partition)
        }
        for partition in collector.ended where cursors.finish(partition) { finished.append(partition) }
        // What comes after the end is not fetched in vain while the others go on.
        if !finished.isEmpty { client.pause(finished) }
        guard collector.count > 0 else { return [] }
        status.connected()
        return collector.finish()
    }

    // MARK: - What librdkafka has to say

    private func handle(_ raw: OpaquePointer) {
        let event = KafkaEvent(raw)
        KafkaClient.discard(raw)
        handle(event)
    }

    private func handle(_ event: KafkaEvent) {
        switch event {
        case .partitionEnd(let place):
            if cursors.finish(place.partition) { client.pause([place.partition]) }
        case .failure(let reported, let isFatal, let topic):
            react(to: reported, isFatal: isFatal, topic: topic)
        case .log(_, let facility, let text):
            logger.debug("librdkafka", metadata: ["facility": "\(facility)", "text": "\(text)"])
        default:
            break
        }
    }

    private func react(to reported: KafkaFailure, isFatal: Bool, topic: String?) {
        // No group is read in, so that its rights do not matter.
        guard reported.code != .groupForbidden else { return }
        let surroundings = KafkaHealth.Surroundings(settings: settings, topic: topic, hasAssignment: false)
        switch health.reaction(to: reported, isFatal: isFatal, in: surroundings) {
        case .ignore: break
        case .degrade(let error):
            logger.warning("backfill reads nothing at present", metadata: [LogKey.error: "\(error.message)"])
            status.degraded(error)
        case .fail(let error):
            // A token ends while the caller is away: the next session has a new one, or is told that it gets none.
            let isOfToken = error.code == .credentials && settings.oauth != nil
            if failure == nil { failure = isOfToken ? ConnectorError(.disconnected, error.message) : error }
        }
    }

    private func drain() {
        drainSide()
        while let event = client.poll() {
            if KafkaClient.isMessage(event) { KafkaClient.discard(event) } else { handle(event) }
        }
    }

    private func drainSide() {
        while let event = client.pollSide() { handle(event) }
    }
}

extension KafkaConnector: HistoryConnector {
    /// Opens partitions for reading again, lends them, and closes the connection.
    public func withHistory<Result: Sendable>(
        _ plan: HistoryPlan,
        _ body: (KafkaHistory) async throws -> Result
    ) async throws -> Result {
        let history = try KafkaHistory(settings, runtime: runtime, timing: timing)
        do {
            try await history.open(plan)
            let result = try await body(history)
            await Self.close(history)
            return result
        } catch {
            await Self.close(history)
            throw error
        }
    }

    /// Ends also when our task is cancelled: hence the task of its own.
    private static func close(_ history: KafkaHistory) async {
        await Task { await history.close() }.value
    }
}
