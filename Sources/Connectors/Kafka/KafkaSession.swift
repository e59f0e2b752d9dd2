public import ConnectorCore
internal import Domain
internal import HTTP
internal import Logging
internal import Reactor

/// One member of a consumer group.
///
/// The actor runs on a reactor of its own, on whose thread librdkafka is polled and never waited for. Two tasks work on it: the
/// consumer in ``next(upTo:)`` and ``settle(_:as:)``, and `control()`, which does what must go on while the consumer is away:
/// commits, rebalances, rewinds, logs, and the pause that keeps the session alive through a long stall.
public actor KafkaSession: ConnectorSession {
    let settings: KafkaSettings
    let timing: KafkaTiming
    let logger: Logger
    let status: StatusReporter
    let metrics: KafkaMetrics
    let client: KafkaClient
    let reactor: Reactor
    /// Where tokens come from; nil where brokers take none.
    let endpoint: TokenEndpoint?
    /// Rings for messages, rebalances, errors, and when the consumer shall look up.
    let bell: Bell
    /// Rings for answers to commits, logs, and when control shall look up.
    let sideBell: Bell

    var table = PartitionTable()
    var health = KafkaHealth()
    /// Why the session is of no use any more.
    var failure: ConnectorError?
    /// Rebalances that librdkafka waits for us to answer.
    var rebalances: [KafkaEvent] = []
    var isRebalancing = false
    /// The commit on its way; there is never more than one.
    var commit: Commit?
    var lastCommitToken = 0
    /// The group does not take commits of ours any more: asking again is of no use until we have joined anew.
    var hasCommitEnded = false
    var lastCommit = ContinuousClock.now
    var settledSinceCommit = 0
    /// How far batches count: a batch's messages by its token.
    var sizes: [UInt64: Int] = [:]
    /// Partitions that go back, and when.
    var rewinds: [TopicPartition: ContinuousClock.Instant] = [:]
    var isSeeking = false
    /// The consumer waits for messages.
    var isAsked = false
    var lastAsked = ContinuousClock.now
    /// Fetching is paused because the consumer stays away.
    var isStalled = false

    /// The actor runs where librdkafka rings.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { reactor.asUnownedSerialExecutor() }

    init(_ settings: KafkaSettings, runtime: ConnectorRuntime, timing: KafkaTiming) throws {
        self.settings = settings
        self.timing = timing
        logger = runtime.logger
        status = runtime.status
        metrics = KafkaMetrics(dimensions: runtime.dimensions)
        do {
            bell = try Bell()
            sideBell = try Bell()
            client = try KafkaClient(
                settings.allProperties(clientID: Self.clientID(runtime), slot: runtime.slot),
                isCooperative: settings.assignment == .cooperative
            )
        } catch {
            throw ConnectorError(.configuration, "librdkafka does not accept the settings: \(error)")
        }
        let reactor = Reactor.start(name: "kafka-\(runtime.slot)")
        self.reactor = reactor
        endpoint = settings.oauth.map {
            TokenEndpoint(
                settings: $0,
                http: HTTPClient(configuration: TokenEndpoint.configuration($0), reactor: reactor)
            )
        }
    }

    /// The client's name at the broker: what its operators see.
    private static func clientID(_ runtime: ConnectorRuntime) -> String {
        let name = runtime.sourceName.map {
            $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-"
        }
        return "longshore-\(String(name))-\(runtime.slot)"
    }

    func open() throws {
        client.ring(main: bell, side: sideBell)
        do {
            try client.subscribe(settings.topics)
        } catch {
            throw ConnectorError(.configuration, "the topics cannot be subscribed to: \(error)")
        }
    }

    // MARK: - ConnectorSession

    /// Waits for messages; see ``ConnectorSession/next(upTo:)``. A batch holds at most 8 MiB, but always one message.
    public func next(upTo limit: Int) async throws -> Batch? {
        isAsked = true
        defer {
            isAsked = false
            lastAsked = .now
        }
        while true {
            try Task.checkCancellation()
            if let failure { throw failure }
            if isSeeking || (isStalled && isRebalancing) {
                // What comes after a seek must not be taken for what came before it, so nothing is taken until it is done.
                await look(within: .milliseconds(20))
            } else if isStalled {
                try await endStall()
            } else if let batch = take(limit) {
                return batch
            } else {
                // Librdkafka rings when the queue was empty; the time-out is for a ring that was lost.
                await look(within: .seconds(1))
            }
        }
    }

    private func look(within limit: Duration) async {
        await reactor.ready(bell.descriptor, .read, until: .now + limit)
        bell.silence()
    }

    /// Says what became of a batch; see ``ConnectorSession/settle(_:as:)``. The commit follows within about a second.
    public func settle(_ batch: Batch, as verdict: Settlement) async throws {
        settledSinceCommit += sizes.removeValue(forKey: batch.token) ?? 0
        switch verdict {
        case .accepted, .rejected:
            table.settle(batch.token)
        case .retry(let pause):
            beginRewind(table.rewind(batch.token), after: pause ?? .zero)
        }
        if !rebalances.isEmpty || isRebalancing || settledSinceCommit >= timing.commitCount { sideBell.ring() }
    }

    // MARK: - Taking messages

    /// Polls until there are `limit` messages, the batch is large enough, or there is nothing more now.
    private func take(_ limit: Int) -> Batch? {
        var collector = MessageCollector()
        while collector.count < limit, collector.bytes < timing.batchBytes {
            guard let event = client.poll() else {
                // After an event that librdkafka served itself polling gives nothing although there is more.
                if client.waiting > 0 { bell.ring() }
                break
            }
            if KafkaClient.isMessage(event) {
                collector.gather(event, if: table)
            } else {
                handle(event)
                if !rebalances.isEmpty { break }
            }
        }
        guard collector.count > 0 else { return nil }
        let token = table.handedOut(collector.spans)
        sizes[token] = collector.count
        if health.messageArrived() { status.connected() }
        return Batch(messages: collector.finish(), token: token)
    }

    /// Ends the session with an error, at the consumer's next look.
    func fail(_ error: ConnectorError) {
        guard failure == nil else { return }
        failure = error
        bell.ring()
    }
}
