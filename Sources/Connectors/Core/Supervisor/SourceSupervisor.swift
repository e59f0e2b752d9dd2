internal import Domain
public import Logging
public import ServiceLifecycle

/// Runs the consumers of every configured source that fall to this process, and follows changes of the configuration.
///
/// Each snapshot of the sources is compared with what runs: a new source is started, one that is gone is stopped, one that has
/// changed in any respect is stopped and started anew; the others do not notice. Each of a source's workers holds a lease while
/// it consumes, so that there are `workers` of them over the whole pool.
public struct SourceSupervisor: Service {
    let factories: [ConnectorKind: ConnectorFactory]
    let sources: AsyncStream<[SourceDescription]>
    let claims: any SlotClaims
    let owner: String
    let intake: any Intake
    let board: StatusBoard
    let timing: ConsumerTiming
    let leases: LeaseTiming
    let logger: Logger
    let balance = PoolBalance()

    /// Makes a supervisor that has not started.
    ///
    /// - Parameters:
    ///   - factories: The kinds of brokers there are.
    ///   - sources: Snapshots of all sources to run; only the newest matters, so buffer one.
    ///   - claims: The leases.
    ///   - owner: This process's name in the leases, unique in the pool and new on every start.
    ///   - intake: Where messages go.
    ///   - board: Where consumers report.
    public init(
        factories: [ConnectorFactory],
        sources: AsyncStream<[SourceDescription]>,
        claims: any SlotClaims,
        owner: String,
        intake: any Intake,
        board: StatusBoard,
        timing: ConsumerTiming = ConsumerTiming(),
        leases: LeaseTiming = LeaseTiming(),
        logger: Logger
    ) {
        self.factories = Dictionary(factories.map { ($0.kind, $0) }) { first, _ in first }
        self.sources = sources
        self.claims = claims
        self.owner = owner
        self.intake = intake
        self.board = board
        self.timing = timing
        self.leases = leases
        self.logger = logger
    }

    /// Runs consumers until the task is cancelled or the service group shuts down; all have stopped when it returns.
    public func run() async throws {
        await cancelWhenGracefulShutdown { await supervise() }
    }

    private func supervise() async {
        await withTaskGroup { group in
            group.addTask { await takePart() }
            var running: [ULID: (source: SourceDescription, stop: StopSignal)] = [:]
            var endings: [ULID: StopSignal] = [:]
            for await snapshot in sources {
                balance.update(total: snapshot.reduce(0) { $0 + $1.workers })
                let wanted = Dictionary(snapshot.map { ($0.id, $0) }) { _, last in last }
                for (id, entry) in running where wanted[id] != entry.source {
                    entry.stop.request()
                    if wanted[id] == nil { running[id] = nil }
                }
                for source in snapshot where running[source.id]?.source != source {
                    let (stop, ended) = (StopSignal(), StopSignal())
                    let predecessor = endings.updateValue(ended, forKey: source.id)
                    running[source.id] = (source, stop)
                    group.addTask {
                        // The old consumers commit what they have before the new ones read on.
                        await predecessor?.requested()
                        await run(source, until: stop, ended: ended)
                    }
                }
            }
            // The stream ends with the task's cancellation, or with its producer: then what runs goes on.
            await group.waitForAll()
        }
    }

    /// Keeps count of the pool, and gives back what is beyond this process's share, until the task is cancelled.
    private func takePart() async {
        while !Task.isCancelled {
            do {
                balance.update(members: try await claims.join(owner: owner, ttl: leases.memberTTL))
                balance.surrenderSurplus()
            } catch {
                logger.debug("the pool cannot be counted", metadata: [LogKey.error: "\(error)"])
            }
            try? await Task.sleep(for: leases.heartbeat)
        }
        let (claims, owner) = (claims, owner)
        _ = try? await shielded(grace: .seconds(1)) { try await claims.leave(owner: owner) }
    }
}
