internal import Domain
internal import Storage
internal import UnixSignals

/// Shows how a job comes along until it ends. The first Ctrl-C asks for the job's end, the second leaves it to itself.
struct JobWatch: Sendable {
    private static let interval: Duration = .milliseconds(500)
    /// A job is taken within about a second when there is anybody to take it.
    private static let patience: Duration = .seconds(5)
    /// A process writes about its job every second.
    private static let silence: Duration = .seconds(15)

    let store: ConfigurationStore
    let job: JobRow

    /// Watches.
    ///
    /// - Returns: the job when it has ended; nil when it was left to itself.
    /// - Throws: `StartError` when the job is gone.
    func run() async throws -> JobRow? {
        printError("job \(job.id): \(job.draft.from) to \(job.draft.to)")
        return try await withThrowingTaskGroup(of: JobRow?.self) { group in
            group.addTask { try await follow() }
            group.addTask { try await heed() }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    private func follow() async throws -> JobRow {
        let start = ContinuousClock.now
        var last = ""
        var hasWarned = false
        while true {
            guard let row = try await store.job(job.id, project: job.project) else {
                throw StartError("the job is gone: its source, or its project, was deleted")
            }
            if row.state.isFinished { return row }
            let line = JobText.progress(of: row)
            if line != last, row.state == .running || !last.isEmpty { printError(line) }
            last = line
            let isAlone =
                row.state == .waiting && ContinuousClock.now - start > Self.patience
                || row.state == .running && Timestamp.now().since(row.updatedAt) > Self.silence
            if isAlone, !hasWarned {
                printError(
                    "no process does the job: start `longshore ingest`, or one without labels that keep it from this source. "
                        + "The job waits; Ctrl-C cancels it."
                )
            }
            hasWarned = isAlone
            try await Task.sleep(for: Self.interval)
        }
    }

    /// Returns at the second signal.
    private func heed() async throws -> JobRow? {
        var isFirst = true
        for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) {
            guard isFirst else { break }
            isFirst = false
            printError("asked for the job's end; Ctrl-C again leaves it to itself")
            _ = try await store.cancelJob(job.id, project: job.project)
        }
        try Task.checkCancellation()
        return nil
    }
}
