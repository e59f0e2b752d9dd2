internal import Catalog
internal import ConnectorCore
internal import Domain
internal import Logging
internal import Queue
internal import ServiceLifecycle
internal import Storage

/// The ingest role: follows the configured sources and runs this process's share of their consumers.
struct IngestService: Service {
    private let platform: Platform
    private let changes: ConfigurationChanges
    private let board: StatusBoard
    private let name: String

    init(_ platform: Platform, _ changes: ConfigurationChanges, _ board: StatusBoard, name: String) {
        self.platform = platform
        self.changes = changes
        self.board = board
        self.name = name
    }

    func run() async throws {
        let (sources, continuation) = AsyncStream.makeStream(
            of: [SourceDescription].self,
            bufferingPolicy: .bufferingNewest(1)
        )
        let labels = try platform.settings.labels()
        let feed = SourceFeed(
            store: platform.configuration,
            labels: labels,
            changes: changes,
            logger: platform.logger
        )
        let reports = ReportPublisher(
            board: board,
            reports: ConsumerReports(redis: platform.redis),
            process: name,
            logger: platform.logger
        )
        let supervisor = SourceSupervisor(
            factories: ConnectorCatalog.all,
            sources: sources,
            claims: Claims(
                leases: SlotLeases(redis: platform.redis),
                members: PoolMembers(redis: platform.redis, group: Self.group(of: labels))
            ),
            owner: name,
            intake: IngestIntake(platform.intake, store: EventStore(pool: platform.pool)),
            board: board,
            logger: platform.logger
        )
        let jobs = JobService(
            store: platform.configuration,
            intake: IngestIntake(platform.backfillIntake, store: EventStore(pool: platform.pool)),
            labels: labels,
            owner: name,
            logger: platform.logger
        )
        platform.logger.info("ingest started", metadata: ["ingest": "\(name)"])
        try await withThrowingTaskGroup { group in
            group.addTask { await cancelWhenGracefulShutdown { await feed.run(into: continuation) } }
            group.addTask { await cancelWhenGracefulShutdown { await reports.run() } }
            group.addTask { await cancelWhenGracefulShutdown { await jobs.run() } }
            group.addTask { try await supervisor.run() }
            try await group.waitForAll()
        }
        platform.logger.info("ingest stopped", metadata: ["ingest": "\(name)"])
    }
}

extension IngestService {
    /// One word for processes that are limited to the same labels: they share the same sources.
    fileprivate static func group(of labels: [String: String]) -> String {
        labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }
}

/// Slot leases in Redis as the supervisor asks for them.
private struct Claims: SlotClaims {
    let leases: SlotLeases
    let members: PoolMembers

    func join(owner: String, ttl: Duration) async throws -> Int {
        try await members.join(owner, ttl: ttl)
    }

    func leave(owner: String) async throws {
        try await members.leave(owner)
    }

    func acquire(source: ULID, slot: Int, owner: String, ttl: Duration) async throws -> Bool {
        try await leases.acquire(source: source, slot: slot, owner: owner, ttl: ttl)
    }

    func renew(source: ULID, slot: Int, owner: String, ttl: Duration) async throws -> Bool {
        try await leases.renew(source: source, slot: slot, owner: owner, ttl: ttl)
    }

    func release(source: ULID, slot: Int, owner: String) async throws -> Bool {
        try await leases.release(source: source, slot: slot, owner: owner)
    }
}
