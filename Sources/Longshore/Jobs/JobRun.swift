internal import Catalog
internal import ConnectorCore
internal import Domain
internal import Logging
internal import Storage

/// One job while this process has it: does it, writes down how far it has come, and sees when somebody wants its end.
struct JobRun: Sendable {
    /// A job whose process died is taken over after this time.
    static let lease: Duration = .seconds(10)
    /// How often is written down how far it has come; about as much is handed on again after a crash.
    private static let saving: Duration = .seconds(1)
    /// How long its end is tried to be written down. In vain: another process takes it over, and finds little left to do.
    private static let finishing: Duration = .seconds(5)

    private enum End: Sendable {
        case done
        case failed(String)
        case cancelled
        /// Something of ours is away, such as the database: the job is to be tried again.
        case interrupted(String)
        /// This process stops.
        case stopped
        /// Another process has the job, or it is gone.
        case lost
    }

    let job: JobRow
    let source: Result<SourceDescription, ConnectorError>
    let store: ConfigurationStore
    let intake: any ConnectorCore.Intake
    let owner: String
    let logger: Logger

    init(
        job: JobRow,
        source: Result<SourceDescription, ConnectorError>,
        store: ConfigurationStore,
        intake: any ConnectorCore.Intake,
        owner: String,
        logger: Logger
    ) {
        self.job = job
        self.source = source
        self.store = store
        self.intake = intake
        self.owner = owner
        var logger = logger
        logger[metadataKey: "job.id"] = "\(job.id)"
        self.logger = logger
    }

    /// Runs to the job's end, or until it is to stop; whatever comes first is written down.
    ///
    /// - Returns: whether the job was given back because of trouble, so that it is to be left alone for a while.
    func run() async -> Bool {
        logger.info("job taken", metadata: ["job.type": "\(job.draft.kind.rawValue)"])
        let tally = BackfillTally(BackfillTally.Counts(job.progress))
        let end = job.isCancelRequested ? End.cancelled : await work(tally)
        // Also when our task is cancelled: another process shall not have to wait for the lease to end.
        await Task { await write(end, tally.counts) }.value
        if case .interrupted = end { return true }
        return false
    }

    private func work(_ tally: BackfillTally) async -> End {
        await withTaskGroup(of: End.self) { group in
            group.addTask { await read(tally) }
            group.addTask { await keep(tally) }
            let first = await group.next() ?? .stopped
            group.cancelAll()
            return first
        }
    }

    private func read(_ tally: BackfillTally) async -> End {
        do {
            let (backfill, range) = try await prepare(tally)
            try await backfill.run(range)
            return .done
        } catch is CancellationError {
            return .stopped
        } catch let problem as HistoryRangeProblem {
            return .failed("\(problem.field.rawValue): \(problem.message)")
        } catch let error as ConnectorError {
            return Task.isCancelled ? .stopped : .failed("\(error)")
        } catch {
            return Task.isCancelled ? .stopped : .interrupted("\(error)")
        }
    }

    private func prepare(_ tally: BackfillTally) async throws -> (Backfill, HistoryRange) {
        let source = try source.get()
        let draft = job.draft
        guard let connector = ConnectorCatalog.factory(of: source.kind) else {
            throw ConnectorError(.configuration, "there is no connector `\(source.kind)`")
        }
        if let endpoint = draft.endpoint, try await store.endpoint(endpoint, project: job.project) == nil {
            throw ConnectorError(.configuration, "endpoint \(endpoint) does not exist any more")
        }
        let options = BackfillOptions(
            job: job.id,
            endpoint: draft.endpoint,
            rate: draft.rate,
            isDryRun: draft.isDryRun
        )
        let backfill = Backfill(
            connector,
            source: source,
            options: options,
            intake: intake,
            tally: tally,
            logger: logger
        )
        return (backfill, try HistoryRange(from: draft.from, to: draft.to))
    }

    /// Keeps the lease and writes progress down, until somebody asks for the job's end or it is not ours any more.
    private func keep(_ tally: BackfillTally) async -> End {
        while true {
            do {
                try await Task.sleep(for: Self.saving)
                let counts = tally.counts
                let isCancelled = try await store.saveJob(
                    job.id,
                    owner: owner,
                    lease: Self.lease,
                    progress: JobProgress(counts),
                    error: counts.trouble
                )
                guard let isCancelled else { return .lost }
                if isCancelled { return .cancelled }
            } catch {
                if Task.isCancelled { return .stopped }
                logger.debug("progress could not be written down", metadata: ["error": "\(error)"])
            }
        }
    }

    private func write(_ end: End, _ counts: BackfillTally.Counts) async {
        let (state, error): (JobState, String?) =
            switch end {
            case .done: (.done, nil)
            case .failed(let reason): (.failed, reason)
            case .cancelled: (.cancelled, nil)
            case .interrupted(let reason): (.waiting, reason)
            case .stopped: (.waiting, nil)
            case .lost: (.running, nil)
            }
        if case .lost = end { return logger.warning("the job is gone, or another process has it") }
        let deadline = ContinuousClock.now + Self.finishing
        while true {
            do {
                _ = try await store.finishJob(
                    job.id,
                    owner: owner,
                    as: state,
                    progress: JobProgress(counts),
                    error: error
                )
                break
            } catch {
                guard ContinuousClock.now < deadline else {
                    return logger.warning("the job's end could not be written down", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: .milliseconds(500))
            }
        }
        logger.log(
            level: state == .failed ? .error : (error == nil ? .info : .warning),
            state == .waiting ? "job given back" : "job ended",
            metadata: [
                "job.state": "\(state.rawValue)", "messages": "\(counts.messages)", "events": "\(counts.events)",
                "error": "\(error ?? "")",
            ]
        )
    }
}

extension JobProgress {
    fileprivate init(_ counts: BackfillTally.Counts) {
        self.init(
            messages: counts.messages,
            events: counts.events,
            deadLetters: counts.deadLetters,
            skipped: counts.skipped,
            oldest: counts.oldest,
            newest: counts.newest,
            partitions: counts.partitions.map {
                Partition(name: $0.name, start: $0.start, position: $0.position, end: $0.end)
            }
        )
    }
}

extension BackfillTally.Counts {
    fileprivate init(_ progress: JobProgress) {
        self.init()
        messages = progress.messages
        events = progress.events
        deadLetters = progress.deadLetters
        skipped = progress.skipped
        oldest = progress.oldest
        newest = progress.newest
        partitions = progress.partitions.map {
            HistoryPartition(name: $0.name, start: $0.start, position: $0.position, end: $0.end)
        }
    }
}
