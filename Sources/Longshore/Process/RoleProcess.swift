internal import Catalog
internal import ConnectorCore
internal import CoreMetrics
internal import Domain
internal import Foundation
internal import Gateway
internal import HTTP
internal import Logging
internal import Queue
internal import ServiceLifecycle
internal import Specification
internal import Storage
internal import Telemetry
internal import UnixSignals
internal import Worker

/// One process with one or more roles: builds their services and runs them until it is told to stop.
struct RoleProcess {
    /// How long everything may take to stop; what hangs longer is left behind.
    private static let shutdownLimit: Duration = .seconds(9)

    let role: Role
    let settings: EffectiveSettings
    let migrates: Bool
    /// A connectors.yaml to follow.
    let manifest: String?
    /// Called with the API's port once it listens.
    var onListening: @Sendable (Int) async -> Void = { _ in }

    init(_ role: Role, _ settings: EffectiveSettings, migrates: Bool, manifest: String? = nil) {
        self.role = role
        self.settings = settings
        self.migrates = migrates
        self.manifest = manifest
    }

    /// Runs until SIGTERM or SIGINT.
    /// - Throws: what makes it impossible to start, in words for a person.
    func run() async throws {
        let logger = Logger(label: "longshore")
        let metrics = PrometheusMetrics()
        MetricsSystem.bootstrap(metrics)
        let platform = try Platform(settings, logger: logger)
        let services = try services(platform, metrics)
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) },
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = Self.shutdownLimit
        let result: Result<Void, any Error>
        do {
            result = .success(try await ServiceGroup(configuration: configuration).run())
        } catch {
            result = .failure(error)
        }
        await platform.close()
        try result.get()
    }

    // MARK: - Services, dependencies first

    private func services(_ platform: Platform, _ metrics: PrometheusMetrics) throws -> [any Service] {
        let gate = StartGate(platform, migrates: migrates)
        let epoch = ConfigurationEpoch()
        let changes = ConfigurationChanges(listener: platform.listener, epoch: epoch)
        let board = StatusBoard()
        StatusGauges.show(board, in: metrics)
        var services: [any Service] = [gate, Gated(gate, changes)]
        let follower = manifest.map {
            ManifestFollower($0, store: platform.configuration, logger: platform.logger)
        }
        let checks = HealthChecks.all(platform, board) + (follower.map { [$0.healthCheck] } ?? [])
        if let server = try server(platform, metrics, epoch, checks) { services.append(server) }
        if let follower { services.append(Gated(gate, follower)) }
        if role.contains(.worker) { services.append(Gated(gate, try worker(platform))) }
        if role.contains(.ingest) { services.append(Gated(gate, IngestService(platform, changes, board, name: name))) }
        return services
    }

    /// The API in the server role; in the others the same server without it, when an address is given.
    private func server(
        _ platform: Platform,
        _ metrics: PrometheusMetrics,
        _ epoch: ConfigurationEpoch,
        _ checks: [HealthCheck]
    ) throws -> (any Service)? {
        guard let address = try settings.listen(isOptional: !role.contains(.server)) else { return nil }
        let queries = EventQueries(pool: platform.pool)
        let services = GatewayServices(
            configuration: GatewayConfiguration(host: address.host, port: address.port, version: Version.number),
            store: platform.configuration,
            queries: queries,
            intake: GatewayIntake(stream: platform.intake),
            scheduling: Resender(
                store: EventStore(pool: platform.pool),
                queries: queries,
                schedule: DeliverySchedule(redis: platform.redis, shards: platform.intake.shards)
            ),
            sources: ConsumerReports(redis: platform.redis),
            epoch: epoch,
            healthChecks: checks,
            metrics: metrics,
            logger: platform.logger
        )
        return buildGateway(services, onListening: onListening)
    }

    private func worker(_ platform: Platform) throws -> WorkerService {
        let days = settings.object.integer("retention_days")
        return WorkerService(
            settings: WorkerSettings(
                name: name,
                userAgent: Version.userAgent,
                addressPolicy: try settings.addressPolicy(),
                proxy: settings.object.optionalString("delivery_proxy"),
                retentionDays: days > 0 ? days : nil,
                idempotencyWindow: settings.object.duration("idempotency_window")
            ),
            pool: platform.pool,
            listener: platform.listener,
            redis: platform.redis,
            configuration: platform.configuration,
            intake: platform.intake,
            logger: platform.logger
        )
    }

    /// Unique among all processes, and new on every start: what a dead process held is taken over, not remembered.
    private let name = "\(ProcessInfo.processInfo.hostName)-\(getpid())-\(ULID.random().description.suffix(6))"
}

/// A service that begins when the gate opens.
private struct Gated: Service {
    let gate: StartGate
    let service: any Service

    init(_ gate: StartGate, _ service: any Service) {
        self.gate = gate
        self.service = service
    }

    func run() async throws {
        guard await gate.opened(), !Task.isShuttingDownGracefully else { return }
        try await service.run()
    }
}
