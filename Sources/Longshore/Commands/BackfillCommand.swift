internal import ArgumentParser
internal import Domain
internal import Manifest
internal import Storage

/// Reading a source's history again.
struct BackfillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backfill",
        abstract: "Read a Kafka source's topics again, and deliver the events once more.",
        discussion: """
            Asks for a job, as the API does, and shows how it comes along until it ends. A running `longshore ingest` (or run, \
            or dev) does it. The source's consumer group is not disturbed. Events keep their ids; the deliveries are new, and \
            marked as replay. Ctrl-C asks for the job's end; a second Ctrl-C leaves it to itself.

            A place in a topic is a time (2026-08-01T12:00:00Z), a length of time before now (-2h), an offset (1200), offsets of \
            partitions (0:1200,3:800; with several topics orders/0:1200), earliest or latest.
            """
    )

    @OptionGroup var options: ProcessOptions

    @Argument(help: ArgumentHelp("The source.", valueName: "name or id"))
    var source: String

    @Option(parsing: .unconditional, help: ArgumentHelp("Where to begin; it is read.", valueName: "place"))
    var from: String

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Where to end; it is not read any more. Without it, the end as it is when reading begins.",
            valueName: "place"
        )
    )
    var to: String?

    @Option(help: ArgumentHelp("Deliver to this endpoint only, of what it takes.", valueName: "name or id"))
    var endpoint: String?

    @Option(help: ArgumentHelp("Events a second at most.", valueName: "number"))
    var rate: Int?

    @Flag(help: "Only read and count: events, messages that would be dead letters, their times.")
    var dryRun = false

    @Option(help: ArgumentHelp("The project, when several have a source of this name.", valueName: "name or id"))
    var project: String?

    @Flag(help: "Ask for the job, print its id, and do not wait for its end.")
    var detach = false

    @Flag(help: "Print the job as JSON when it has ended.")
    var json = false

    func run() async throws {
        try await reportingErrors {
            let settings = try options.load()
            try await withDatabase(settings) { _, store in
                let source = try await find(store)
                let job = try await ask(source, store)
                guard !detach else { return report(job) }
                let watch = JobWatch(store: store, job: job)
                guard let ended = try await watch.run() else { throw ExitCode(130) }
                report(ended)
                guard ended.state == .done else { throw ExitCode.failure }
            }
        }
    }

    private func find(_ store: ConfigurationStore) async throws -> SourceRow {
        let projects = try await store.projects().filter { candidate in
            project.map { $0 == candidate.name || $0 == candidate.id.description } ?? true
        }
        if let project, projects.isEmpty { throw StartError("there is no project \"\(project)\"") }
        var found: [(project: String, source: SourceRow)] = []
        var names: [String] = []
        for project in projects {
            for row in try await store.sources(project: project.id) {
                names.append(row.draft.name)
                if row.draft.name == source || row.id == ULID(source) { found.append((project.name, row)) }
            }
        }
        guard let first = found.first else {
            let known = names.isEmpty ? "none yet" : names.sorted().joined(separator: ", ")
            throw StartError("there is no source \"\(source)\"; there are: \(known)")
        }
        guard found.count == 1 else {
            let owners = found.map(\.project).joined(separator: ", ")
            throw StartError("several projects have a source \"\(source)\" (\(owners)): name one with --project")
        }
        return first.source
    }

    private func ask(_ source: SourceRow, _ store: ConfigurationStore) async throws -> JobRow {
        let request = BackfillRequest(from: from, to: to, endpoint: endpoint, rate: rate, isDryRun: dryRun)
        do {
            return try await store.createJob(try await request.draft(of: source, in: store), project: source.project)
        } catch let problem as BackfillRequest.Problem {
            let name = problem.field == "source" ? "source" : "--\(problem.field)"
            throw StartError("\(name): \(problem.message)")
        }
    }

    private func report(_ job: JobRow) {
        if json {
            var writer = JSONWriter()
            writer.job(job)
            print(writer.text)
        } else if job.state.isFinished {
            print(JobText.ending(of: job))
        } else {
            print(job.id)
        }
    }
}
