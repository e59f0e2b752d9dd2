public import Domain
internal import HTTP
public import Logging
public import Postgres
public import Queue
internal import Reactor
public import Redis
public import ServiceLifecycle
public import Storage

/// What a worker is told from outside.
public struct WorkerSettings: Sendable {
    /// Names the worker among all: in Redis as consumer, in logs.
    public var name: String
    /// The value of the `User-Agent` header.
    public var userAgent: String
    /// Which addresses deliveries may go to.
    public var addressPolicy: AddressPolicy
    /// A forward proxy for all deliveries, as a URL.
    public var proxy: String?
    /// Days that events are kept; nil: for ever.
    public var retentionDays: Int?
    /// How long an idempotency key makes a second event a duplicate.
    public var idempotencyWindow: Duration
    /// How long requests in flight may take to end after a stop was asked for.
    public var drain: Duration = .seconds(5)

    /// Settings with the default bounds.
    public init(
        name: String,
        userAgent: String,
        addressPolicy: AddressPolicy,
        proxy: String? = nil,
        retentionDays: Int? = nil,
        idempotencyWindow: Duration = .seconds(7 * 24 * 3_600)
    ) {
        self.name = name
        self.userAgent = userAgent
        self.addressPolicy = addressPolicy
        self.proxy = proxy
        self.retentionDays = retentionDays
        self.idempotencyWindow = idempotencyWindow
    }
}

/// The worker role: persists events, matches, delivers, retries, and keeps house.
///
/// Any number may run; any may be killed at any moment.
public struct WorkerService: Service {
    /// How long the last rows may take to be written.
    private static let writeOut: Duration = .seconds(3)
    /// Requests in flight to all endpoints together.
    private static let maximumRequests = 4_096

    private let settings: WorkerSettings
    private let pool: PostgresPool
    private let listener: PostgresListener
    private let redis: RedisClient
    private let configuration: ConfigurationStore
    private let intake: IntakeStream
    private let logger: Logger

    /// Wires a worker to the clients that its process has.
    public init(
        settings: WorkerSettings,
        pool: PostgresPool,
        listener: PostgresListener,
        redis: RedisClient,
        configuration: ConfigurationStore,
        intake: IntakeStream,
        logger: Logger
    ) {
        self.settings = settings
        self.pool = pool
        self.listener = listener
        self.redis = redis
        self.configuration = configuration
        self.intake = intake
        self.logger = logger
    }

    /// Works until asked to stop, then drains: no new entries, requests in flight end or go back, rows are written.
    public func run() async throws {
        let store = EventStore(pool: pool)
        let keeper = Housekeeper(
            partitions: Partitions(pool: pool),
            store: store,
            configuration: configuration,
            intake: intake,
            retentionDays: settings.retentionDays,
            idempotencyWindow: settings.idempotencyWindow,
            logger: logger
        )
        guard let routing = await prepare(keeper) else { return }
        let reactor = Reactor.start(name: "egress")
        let client = HTTPClient(
            configuration: HTTPConfiguration(
                addressPolicy: settings.addressPolicy,
                // Lanes are the bound; endpoints that share an origin shall not share their troubles.
                maximumRequestsPerOrigin: Self.maximumRequests,
                maximumRequests: Self.maximumRequests
            ),
            reactor: reactor
        )
        let outcomes = OutcomeQueue()
        let ledger = EntryLedger()
        let metrics = WorkerMetrics()
        let schedule = DeliverySchedule(redis: redis, shards: intake.shards)
        let dispatcher = Dispatcher(client: client, outcomes: outcomes, reactor: reactor, userAgent: settings.userAgent)
        let acknowledger = Acknowledger(stream: intake, ledger: ledger, logger: logger)
        let recorder = Recorder(
            outcomes: outcomes,
            store: store,
            configuration: configuration,
            schedule: schedule,
            ledger: ledger,
            acknowledger: acknowledger,
            metrics: metrics,
            logger: logger
        )
        let processor = BatchProcessor(
            routing: routing,
            store: store,
            ledger: ledger,
            dispatcher: dispatcher,
            acknowledger: acknowledger,
            metrics: metrics,
            logger: logger
        )
        let retries = RetryLoop(
            routing: routing,
            schedule: schedule,
            store: store,
            dispatcher: dispatcher,
            logger: logger
        )
        let sweep = Sweep(
            store: store,
            schedule: schedule,
            intake: intake,
            markers: (0..<intake.shards).map { LossMarker(redis: redis, shard: $0) },
            logger: logger
        )
        logger.info("worker started", metadata: ["worker": "\(settings.name)"])

        // Outcomes are written, and entries acknowledged, until after everything else has stopped.
        await withTaskGroup { writers in
            writers.addTask {
                await withTaskGroup { pair in
                    pair.addTask {
                        await recorder.run()
                        acknowledger.close()
                    }
                    pair.addTask { await acknowledger.run() }
                }
            }
            await cancelWhenGracefulShutdown {
                await withDiscardingTaskGroup { group in
                    group.addTask { await routing.run() }
                    group.addTask { await retries.run() }
                    group.addTask { await sweep.run() }
                    group.addTask { await keeper.run() }
                    group.addTask { await releaseOverdue(dispatcher) }
                    for shard in 0..<intake.shards {
                        let loop = IntakeLoop(
                            shard: shard,
                            reader: intake.reader(shard: shard, consumer: settings.name),
                            ledger: ledger,
                            processor: processor,
                            logger: logger
                        )
                        group.addTask { await loop.run() }
                    }
                }
            }
            await dispatcher.close(by: ContinuousClock.now + settings.drain)
            outcomes.close()
            // With Postgres or Redis away there is no use in waiting: what is not written comes again.
            writers.addTask { try? await Task.sleep(for: Self.writeOut) }
            await writers.next()
            writers.cancelAll()
        }
        await client.shutdown()
        reactor.stop()
        await reactor.stopped()
        logger.info("worker stopped", metadata: ["worker": "\(settings.name)"])
    }

    /// Waits until Postgres gives the configuration and today's partitions; nil when asked to stop before.
    private func prepare(_ keeper: Housekeeper) async -> RoutingWatcher? {
        await cancelWhenGracefulShutdown {
            var backOff = BackOff()
            while !Task.isCancelled {
                do {
                    try await keeper.prepare()
                    return try await RoutingWatcher(
                        store: configuration,
                        listener: listener,
                        proxy: settings.proxy,
                        logger: logger
                    )
                } catch {
                    logger.warning("waiting for Postgres", metadata: ["error": "\(error)"])
                    await backOff.wait()
                }
            }
            return nil
        }
    }

    private func releaseOverdue(_ dispatcher: Dispatcher) async {
        while !Task.isCancelled {
            await dispatcher.releaseOverdue()
            try? await Task.sleep(for: .milliseconds(100))
        }
    }
}
