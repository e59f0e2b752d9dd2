internal import Domain
internal import Logging
internal import Postgres
internal import Queue
internal import Reactor
internal import Redis
internal import Specification
internal import Storage

/// The clients that the roles of one process share. Making it connects to nothing.
struct Platform: Sendable {
    let settings: EffectiveSettings
    let logger: Logger
    let pool: PostgresPool
    let listener: PostgresListener
    let redis: RedisClient
    let configuration: ConfigurationStore
    let intake: IntakeStream
    /// The same for backfills, which shall leave room for what is new: they wait at a tenth of the bounds.
    let backfillIntake: IntakeStream

    private let reactors: [Reactor]

    /// - Throws: `SettingsError`, or the client's own error for a URL that cannot be read.
    init(_ settings: EffectiveSettings, logger: Logger) throws {
        self.settings = settings
        self.logger = logger
        let url = try settings.postgresURL()
        let secretBox = try settings.secretBox()
        let endpoint = try RedisEndpoint(url: try settings.redisURL())
        let storage = Reactor.start(name: "postgres")
        let cache = Reactor.start(name: "redis")
        reactors = [storage, cache]
        pool = try PostgresPool(
            url: url,
            size: settings.object.integer("postgres_connections"),
            reactor: storage,
            logger: logger
        )
        listener = try PostgresListener(
            url: url,
            channels: [ConfigurationStore.channel],
            reactor: storage,
            logger: logger
        )
        redis = RedisClient(endpoint: endpoint, reactor: cache, logger: logger)
        configuration = ConfigurationStore(pool: pool, secretBox: secretBox)
        let bound = IntakeBound(
            entries: settings.object.integer("intake_limit"),
            bytes: settings.object.integer("intake_bytes")
        )
        intake = IntakeStream(redis: redis, bound: bound)
        backfillIntake = IntakeStream(
            redis: redis,
            bound: IntakeBound(entries: bound.entries / 10, bytes: bound.bytes / 10)
        )
    }

    /// Gives back what the process holds at the servers.
    func close() async {
        await pool.close(deadline: .now + .seconds(2))
        await redis.close()
        for reactor in reactors { reactor.stop() }
        for reactor in reactors { await reactor.stopped() }
    }
}
