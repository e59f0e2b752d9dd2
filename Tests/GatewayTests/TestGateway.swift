import Domain
import Hummingbird
import HummingbirdTesting
import Logging
import Postgres
import Queue
import Reactor
import Synchronization
import Telemetry

@testable import Gateway
@testable import Storage

/// A gateway without servers: keys, projects and the intake are what the test says; the database is never reached.
final class TestGateway: Sendable {
    static let adminKey = key("A")
    static let viewerKey = key("V")
    static let strangerKey = key("S")

    let project = Project(
        id: .random(),
        name: "orders",
        kind: .outgoing,
        configuration: ProjectConfiguration(maximumPayloadBytes: 1_000),
        createdAt: .now(),
        updatedAt: .now()
    )
    let endpoint = ULID.random()
    let intake = FakeIntake()
    let lookups = Atomic<Int>(0)
    let epoch = ConfigurationEpoch()
    let metrics = PrometheusMetrics()

    /// Lends a client of a gateway.
    func with(
        _ setup: TestingSetup = .router,
        checks: [HealthCheck] = [],
        configuration: GatewayConfiguration = GatewayConfiguration(port: 0),
        _ body: @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        try await withGateway(configuration, checks) { try await $0.test(setup, body) }
    }

    /// Serves on a real port until it fails.
    func serve(_ configuration: GatewayConfiguration) async throws {
        try await withGateway(configuration, []) { try await $0.run() }
    }

    private func withGateway(
        _ configuration: GatewayConfiguration,
        _ checks: [HealthCheck],
        _ body: (Gateway) async throws -> Void
    ) async throws {
        let reactor = Reactor.start(name: "gateway-test")
        defer { reactor.stop() }
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let pool = try PostgresPool(
            url: "postgres://nobody@127.0.0.1:1/none",
            size: 1,
            reactor: reactor,
            timeout: .seconds(1),
            logger: logger
        )
        let services = GatewayServices(
            configuration: configuration,
            store: ConfigurationStore(pool: pool, secretBox: try SecretBox(key: SecretBox.makeKey())),
            queries: EventQueries(pool: pool),
            intake: intake,
            scheduling: NoScheduling(),
            sources: NoReports(),
            epoch: epoch,
            healthChecks: checks,
            metrics: metrics,
            logger: logger,
            authenticate: authenticate,
            lookup: ProjectDirectory.Lookup(
                project: { [project] in $0 == project.id ? project : nil },
                hasEndpoint: { [project, endpoint] in $0 == endpoint && $1 == project.id }
            )
        )
        try await body(buildGateway(services))
        await pool.close()
    }

    private var authenticate: @Sendable (String) async throws -> Principal? {
        { [self] key in
            lookups.add(1, ordering: .relaxed)
            let known: [String: (KeyRole, ULID)] = [
                Self.adminKey: (.admin, project.id), Self.viewerKey: (.viewer, project.id),
                Self.strangerKey: (.admin, .random()),
            ]
            return known[key].map {
                Principal(key: .random(), name: "test", role: $0.0, project: $0.1, expiresAt: nil)
            }
        }
    }

    private static func key(_ letter: String) -> String {
        "CO.\(String(repeating: letter, count: 16)).\(String(repeating: letter, count: 64))"
    }

    private struct NoScheduling: DeliveryScheduling {
        func resend(_ delivery: ULID, project: ULID) async throws -> DeliveryRestart? { nil }
    }

    private struct NoReports: SourceReporting {
        func reports(of sources: [(source: ULID, slots: Int)]) async throws -> [[ConsumerReport?]] {
            sources.map { _ in [] }
        }
    }
}

/// Keeps what was appended, or refuses.
final class FakeIntake: EventIntake {
    private let state = Mutex<(entries: [IntakeEntry], refusal: (any Error)?)>(([], nil))

    var entries: [IntakeEntry] { state.withLock { $0.entries } }

    func refuse(_ error: any Error) { state.withLock { $0.refusal = error } }

    func append(_ entries: [IntakeEntry], until deadline: ContinuousClock.Instant) async throws {
        try state.withLock { state in
            if let refusal = state.refusal { throw refusal }
            state.entries += entries
        }
    }
}
