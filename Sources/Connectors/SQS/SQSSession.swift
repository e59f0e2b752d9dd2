public import ConnectorCore
internal import Domain
internal import FoundationEssentials
internal import HTTP
internal import Logging
internal import Reactor

/// One consumer of a queue.
///
/// The actor and its HTTP client run on one reactor. Two tasks work on it: the consumer in ``next(upTo:)`` and
/// ``settle(_:as:)``, and `control()`, which asks for messages, deletes, gives back and extends, however long the consumer stays
/// away.
public actor SQSSession: ConnectorSession {
    let settings: SQSSettings
    let timing: SQSTiming
    let logger: Logger
    let status: StatusReporter
    let metrics: SQSMetrics
    let reactor: Reactor
    let http: HTTPClient
    /// Rings for the control task when there may be something to do.
    let bell: Doorbell
    /// Rings for the consumer when there is something to take.
    let consumerBell: Doorbell
    private let surroundings: Surroundings

    var connection: SQSConnection?
    var held = HeldMessages()
    var plan: ReceivePlan
    /// Why the session is of no use any more.
    var failure: ConnectorError?
    var isDegraded = false
    /// Nothing new is asked for any more; what is out may still be settled.
    var isClosing = false
    /// What was not settled has been given back.
    var isClosed = false
    /// The consumer waits for messages.
    var isAsked = false
    var lastAsked = ContinuousClock.now

    /// Calls beside receives that are out.
    var callsRunning = 0
    /// How to take back the requests that are out, by number.
    var receiveTokens: [UInt64: HTTPRequestToken] = [:]
    var callTokens: [UInt64: HTTPRequestToken] = [:]
    var lastCall: UInt64 = 0
    /// Since when a deletion waits for others to go with it.
    var deletesSince: ContinuousClock.Instant?
    var nextLeaseCheck = ContinuousClock.now
    /// When the queue is asked how many messages it has; nil when it may not be asked.
    var nextMeasure: ContinuousClock.Instant? = .now
    var receiveBackoff: Backoff
    var receivesPausedUntil = ContinuousClock.now
    var callBackoff: Backoff
    var callsPausedUntil = ContinuousClock.now
    /// Attempts at a FIFO queue that brought no answer, and until when they can be repeated.
    var openAttempts: [(name: String, until: ContinuousClock.Instant)] = []

    /// The actor runs where its HTTP client does.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { reactor.asUnownedSerialExecutor() }

    init(_ settings: SQSSettings, runtime: ConnectorRuntime, timing: SQSTiming, environment: [String: String]?) {
        self.settings = settings
        self.timing = timing
        logger = runtime.logger
        status = runtime.status
        metrics = SQSMetrics(dimensions: runtime.dimensions)
        reactor = Reactor.start(name: "sqs-\(runtime.slot)")
        bell = Doorbell(on: reactor)
        consumerBell = Doorbell(on: reactor)
        plan = ReceivePlan(maximum: settings.receives, limit: settings.visibility / 8)
        receiveBackoff = Backoff(initial: timing.retry, maximum: timing.retryLimit)
        callBackoff = Backoff(initial: timing.retry, maximum: timing.retryLimit)
        http = HTTPClient(configuration: Self.configuration(settings), reactor: reactor)
        surroundings = Surroundings(
            environment: environment ?? ProcessInfo.processInfo.environment,
            http: http,
            clock: ServerClock()
        )
    }

    private static func configuration(_ settings: SQSSettings) -> HTTPConfiguration {
        // Who configures a broker decides where it is: the address policy is for what strangers configure.
        let everywhere = AddressPolicy(
            allowsPrivate: true,
            allowed: [CIDR("0.0.0.0/0"), CIDR("::/0")].compactMap(\.self)
        )
        let connections = settings.receives * 2 + 4
        return HTTPConfiguration(
            addressPolicy: everywhere,
            maximumRequestsPerOrigin: connections,
            maximumRequests: connections + 4,
            maximumQueued: 1_000,
            certificateAuthorityFile: settings.authorityFile
        )
    }

    /// Finds the queue.
    func open() async throws {
        connection = try await SQSConnection.open(settings, in: surroundings, timeout: timing.call)
        // The queue's URL alone does not say that there is a queue.
        try await measure()
        if let failure { throw failure }
        status.connected()
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
            if let batch = held.take(upTo: limit, bytes: timing.batchBytes) {
                bell.ring()
                return batch
            }
            bell.ring()
            await consumerBell.wait(until: .now + .seconds(60))
        }
    }

    /// Says what became of a batch; see ``ConnectorSession/settle(_:as:)``. The calls to AWS follow at once.
    public func settle(_ batch: Batch, as verdict: Settlement) async throws {
        guard !isClosed else { return }
        switch verdict {
        case .accepted, .rejected:
            held.settle(batch.token)
        case .retry(let pause):
            held.giveBack(batch.token, after: Self.seconds(pause ?? .zero))
        }
        bell.ring()
    }

    /// Whole seconds, rounded up, as many as SQS knows.
    static func seconds(_ time: Duration) -> Int {
        let (seconds, attoseconds) = time.components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        return Int(min(seconds + (attoseconds > 0 ? 1 : 0), 43_200))
    }

    /// Ends the session with an error, at the consumer's next look.
    func fail(_ error: ConnectorError) {
        guard failure == nil else { return }
        failure = error
        consumerBell.ring()
    }
}
