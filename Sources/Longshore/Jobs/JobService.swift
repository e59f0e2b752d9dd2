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
    /// Jobs that are looked at, to find one that this process may do.
    private static let candidates = 50

    let store: ConfigurationStore
    let intake: any ConnectorCore.Intake
    /// Jobs on sources that lack one of these are left to other processes.
    let labels: [String: String]
    /// This process's name, new on every start.
    let owner: String
    let logger: Logger

    /// Works until cancelled; jobs that are not finished then are given back, for others to go on with.
    func run() async {
        let running = Running()
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                do {
                    if running.count < Self.limit, let run = try await claim() {
                        running.change(by: 1)
                        group.addTask {
                            await run.run()
                            running.change(by: -1)
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
    private func claim() async throws -> JobRun? {
        for job in try await store.freeJobs(limit: Self.candidates) {
            guard let row = try await store.source(job.draft.source, project: job.project) else { continue }
            let source: Result<SourceDescription, ConnectorError>
            do throws(ConnectorError) {
                let description = try StoredSource.description(of: row)
                guard labels.allSatisfy({ description.labels[$0.key] == $0.value }) else { continue }
                source = .success(description)
            } catch {
                source = .failure(error)
            }
            guard let claimed = try await store.claimJob(job.id, owner: owner, lease: JobRun.lease) else { continue }
            return JobRun(job: claimed, source: source, store: store, intake: intake, owner: owner, logger: logger)
        }
        return nil
    }
}

/// How many jobs this process does.
private final class Running: Sendable {
    private let number = Atomic(0)

    var count: Int { number.load(ordering: .relaxed) }

    func change(by difference: Int) { number.add(difference, ordering: .relaxed) }
}
