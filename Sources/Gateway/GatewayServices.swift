public import Logging
public import Storage
public import Telemetry

/// Everything that the gateway needs of the rest of the process.
public struct GatewayServices: Sendable {
    /// What can be set of the server.
    public let configuration: GatewayConfiguration
    /// Projects, keys, endpoints, sources, subscriptions.
    public let store: ConfigurationStore
    /// Events, deliveries, attempts, dead letters: reading.
    public let queries: EventQueries
    /// Where accepted events go.
    public let intake: any EventIntake
    /// Who starts deliveries again.
    public let scheduling: any DeliveryScheduling
    /// Who knows how sources fare.
    public let sources: any SourceReporting
    /// Heard of changes of the configuration.
    public let epoch: ConfigurationEpoch
    /// What `/readyz` asks.
    public let healthChecks: [HealthCheck]
    /// What `/metrics` shows, and where requests are counted.
    public let metrics: PrometheusMetrics
    /// The gateway's log.
    public let logger: Logger

    let authenticator: Authenticator
    let directory: ProjectDirectory

    /// Gathers the services.
    public init(
        configuration: GatewayConfiguration,
        store: ConfigurationStore,
        queries: EventQueries,
        intake: any EventIntake,
        scheduling: any DeliveryScheduling,
        sources: any SourceReporting,
        epoch: ConfigurationEpoch,
        healthChecks: [HealthCheck],
        metrics: PrometheusMetrics,
        logger: Logger
    ) {
        self.init(
            configuration: configuration,
            store: store,
            queries: queries,
            intake: intake,
            scheduling: scheduling,
            sources: sources,
            epoch: epoch,
            healthChecks: healthChecks,
            metrics: metrics,
            logger: logger,
            authenticate: { try await store.authenticate($0) },
            lookup: ProjectDirectory.Lookup(
                project: { try await store.project($0) },
                hasEndpoint: { try await store.endpoint($0, project: $1) != nil }
            )
        )
    }

    /// Gathers the services with other places to look up what every event needs.
    init(
        configuration: GatewayConfiguration,
        store: ConfigurationStore,
        queries: EventQueries,
        intake: any EventIntake,
        scheduling: any DeliveryScheduling,
        sources: any SourceReporting,
        epoch: ConfigurationEpoch,
        healthChecks: [HealthCheck],
        metrics: PrometheusMetrics,
        logger: Logger,
        authenticate: @escaping @Sendable (String) async throws -> Principal?,
        lookup: ProjectDirectory.Lookup
    ) {
        self.configuration = configuration
        self.store = store
        self.queries = queries
        self.intake = intake
        self.scheduling = scheduling
        self.sources = sources
        self.epoch = epoch
        self.healthChecks = healthChecks
        self.metrics = metrics
        self.logger = logger
        let tolerance = configuration.outageTolerance
        authenticator = Authenticator(
            cache: FreshCache(epoch: epoch, lifetime: configuration.keyLifetime, tolerance: tolerance),
            authenticate: authenticate
        )
        directory = ProjectDirectory(lookup: lookup, epoch: epoch, tolerance: tolerance)
    }
}
