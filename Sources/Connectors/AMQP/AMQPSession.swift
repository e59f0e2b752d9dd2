public import ConnectorCore
internal import Logging
internal import Reactor
internal import Synchronization

/// One consumer of a queue.
///
/// The actor runs on a reactor of its own and is the only one to touch the connection between opening and closing. Two tasks work
/// on it: the consumer in ``next(upTo:)`` and ``settle(_:as:)``, and `control()`, which does what must go on while the consumer is
/// away: reading, heartbeats, acknowledgements that were put off, retries, and giving the subscription up in a long stall.
public actor AMQPSession: ConnectorSession {
    /// Whether the broker sends us messages.
    enum Subscription { case active, ending, ended }

    let link: AMQPLink
    let settings: AMQPSettings
    let timing: AMQPTiming
    let logger: Logger
    let status: StatusReporter
    let metrics: AMQPMetrics
    let reactor: Reactor

    var ledger = DeliveryLedger()
    /// Messages that have arrived and wait for the consumer.
    var waiting: ArraySlice<Delivery> = []
    /// What the broker has to be told as soon as the socket takes it.
    var outbox: [BrokerCommand] = []
    /// Batches that go back to the queue, and when.
    var pauses = RetryPauses()
    var subscription = Subscription.active
    /// Why the session is of no use any more.
    var failure: ConnectorError?
    /// The consumer waits for messages.
    var isAsked = false
    var lastAsked = ContinuousClock.now
    /// Since when the socket has taken nothing.
    var unwritableSince: ContinuousClock.Instant?
    var lastDepth: ContinuousClock.Instant?
    /// `control()`, which sleeps.
    var resting: CheckedContinuation<Void, Never>?
    /// It sleeps for long, because nothing can fall due.
    var isResting = false

    /// Batches of replaced sessions must not be taken for ours, so numbers are never used twice.
    private static let tokens = Atomic<UInt64>(0)

    /// The actor runs where its socket is waited for.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { reactor.asUnownedSerialExecutor() }

    init(_ link: AMQPLink, _ settings: AMQPSettings, runtime: ConnectorRuntime, timing: AMQPTiming) {
        self.link = link
        self.settings = settings
        self.timing = timing
        logger = runtime.logger
        status = runtime.status
        metrics = AMQPMetrics(dimensions: runtime.dimensions)
        reactor = Reactor.start(name: "amqp-\(runtime.slot)")
    }

    // MARK: - ConnectorSession

    /// Waits for messages; see ``ConnectorSession/next(upTo:)``. A batch holds at most 8 MiB, but always one message.
    public func next(upTo limit: Int) async throws -> Batch? {
        isAsked = true
        let look = max(timing.look, min(settings.heartbeat / 4, timing.depth))
        defer {
            isAsked = false
            lastAsked = .now
            disturb()
        }
        while true {
            try Task.checkCancellation()
            if let failure { throw failure }
            resumeSubscription()
            pump(upTo: limit)
            if let failure { throw failure }
            if let batch = take(limit) { return batch }
            await reactor.ready(link.descriptor, .read, until: .now + look)
        }
    }

    /// Says what became of a batch; see ``ConnectorSession/settle(_:as:)``.
    public func settle(_ batch: Batch, as verdict: Settlement) async throws {
        guard failure == nil, let count = ledger.count(of: batch.token) else { return }
        pauses.forget(batch.token)
        switch verdict {
        case .accepted:
            ledger.accept(batch.token)
            // What is put off keeps credit from the broker.
            outbox += ledger.acknowledgements(includingSingles: ledger.deferred > settings.prefetch / 2)
        case .rejected:
            outbox += ledger.giveBack(batch.token, requeue: false)
        case .retry(let pause?) where pause > .zero:
            pauses.add(batch.token, messages: count, until: .now + pause)
            giveBackBeyondHalf()
        case .retry:
            outbox += ledger.giveBack(batch.token, requeue: true)
        }
        flush()
        disturb()
    }

    /// Half of the credit stays for other messages, however many wait for their retry.
    private func giveBackBeyondHalf() {
        while pauses.messages > max(1, settings.prefetch / 2), pauses.count > 1, let token = pauses.removeFirst() {
            outbox += ledger.giveBack(token, requeue: true)
        }
    }

    // MARK: - Taking messages

    /// Hands out what waits, up to the limit and the size of a batch.
    private func take(_ limit: Int) -> Batch? {
        if waiting.isEmpty { waiting = link.assembly.finish(settings.queue)[...] }
        guard let first = waiting.first else { return nil }
        var messages: [Message] = []
        var bytes = 0
        var last = first.tag
        for delivery in waiting.prefix(max(1, limit)) {
            let size = delivery.message.body?.count ?? 0
            // A batch is a range of tags.
            guard messages.isEmpty || (bytes + size <= timing.batchBytes && delivery.tag == last + 1) else { break }
            messages.append(delivery.message)
            bytes += size
            last = delivery.tag
        }
        waiting = waiting.dropFirst(messages.count)
        let token = Self.nextToken()
        ledger.handedOut(first.tag...last, token: token)
        return Batch(messages: messages, token: token)
    }

    static func nextToken() -> UInt64 { tokens.add(1, ordering: .relaxed).newValue }

    /// Ends the session with an error, at the consumer's next look.
    func fail(_ error: ConnectorError) {
        guard failure == nil else { return }
        failure = error
        // Ends the consumer's wait.
        reactor.forget(link.descriptor)
    }
}
