internal import ConnectorCore
internal import Domain
internal import Logging
internal import Manifest
internal import Storage
internal import Synchronization

/// Does the jobs that are asked for: part of the ingest role, because a job reads what a source reads.
struct JobService: Sendable {
    /// How often new jobs are looked for.
    private static let interval: Duration = .seconds(1)
    /// Jobs that one process does at a time.
    private static let limit = 2
    /// Jobs that are looked at together, to find one that this process may do.
    private static let page = 50
    /// How long a job is left alone that could not be done for a reason that passes.
    private static let rest: Duration = .seconds(10)

    let store: ConfigurationStore
    let intake: any ConnectorCore.Intake
    /// Jobs on sources that lack one of these are left to other processes.
    let labels: [String: String]
    /// This process's name, new on every start.
    let owner: String
    let logger: Logger

    /// Works until cancelled; jobs that are not finished then are given back, for others to go on with.
    func run() async {
        let desk = Desk()
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                do {
                    if desk.count < Self.limit, let run = try await claim(desk) {
                        desk.take(run.job.id)
                        group.addTask {
                            let isTroubled = await run.run()
                            if isTroubled { desk.leave(run.job.id, for: Self.rest) }
                            desk.drop(run.job.id)
                        }
                        continue
                    }
                } catch {
                    if Task.isCancelled { return }
                    logger.warning("could not look for jobs", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    /// Takes the oldest job that nobody does and that this process may do.
    private func claim(_ desk: Desk) async throws -> JobRun? {
        var others: Set<ULID> = []
        var last: ULID?
        while true {
            let jobs = try await store.freeJobs(after: last, limit: Self.page)
            for job in jobs where desk.mayTake(job.id) && !others.contains(job.draft.source) {
                guard let source = try await source(of: job, desk) else {
                    others.insert(job.draft.source)
                    continue
                }
                // Another owner for each claim: what is left of an earlier one must not pass for this one.
                let claimant = "\(owner)/\(ULID.random())"
                guard let claimed = try await store.claimJob(job.id, owner: claimant, lease: JobRun.lease) else {
                    continue
                }
                return JobRun(
                    job: claimed,
                    source: source,
                    store: store,
                    intake: intake,
                    owner: claimant,
                    logger: logger
                )
            }
            guard jobs.count == Self.page else { return nil }
            last = jobs.last?.id
        }
    }

    /// The source of a job, or what is wrong with it; nil when it is not for this process.
    private func source(of job: JobRow, _ desk: Desk) async throws -> Result<SourceDescription, ConnectorError>? {
        let stored: SourceRow?
        do {
            stored = try await store.source(job.draft.source, project: job.project)
        } catch let error where error is SecretBoxError || (error as? StorageError)?.code == .unreadable {
            logger.warning("a job's source cannot be read", metadata: ["job.id": "\(job.id)", "error": "\(error)"])
            desk.leave(job.id, for: Self.rest)
            return nil
        }
        guard let row = stored else { return nil }
        do throws(ConnectorError) {
            let description = try StoredSource.description(of: row)
            guard labels.allSatisfy({ description.labels[$0.key] == $0.value }) else { return nil }
            return .success(description)
        } catch {
            return .failure(error)
        }
    }
}

/// The jobs that this process does, and those that it leaves alone for a while.
private final class Desk: Sendable {
    private struct State {
        var running: Set<ULID> = []
        var resting: [ULID: ContinuousClock.Instant] = [:]
    }

    private let state = Mutex(State())

    /// How many jobs this process does.
    var count: Int { state.withLock { $0.running.count } }

    /// Whether a job that seems free may be taken. One that runs here seems so when its lease could not be extended.
    func mayTake(_ id: ULID) -> Bool {
        state.withLock { state in
            let now = ContinuousClock.now
            state.resting = state.resting.filter { $0.value > now }
            return !state.running.contains(id) && state.resting[id] == nil
        }
    }

    func take(_ id: ULID) {
        state.withLock { _ = $0.running.insert(id) }
    }

    func drop(_ id: ULID) {
        state.withLock { _ = $0.running.remove(id) }
    }

    func leave(_ id: ULID, for time: Duration) {
        state.withLock { $0.resting[id] = ContinuousClock.now + time }
    }
}
