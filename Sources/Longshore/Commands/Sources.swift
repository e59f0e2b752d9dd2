internal import ArgumentParser
internal import Domain
internal import Logging
internal import Queue
internal import Reactor
internal import Redis
internal import Storage

/// How sources fare.
struct Sources: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show how sources fare: where they run, lag, rate, the last error.",
        discussion: """
            What the consumers of all `longshore ingest` processes last said, at most a few seconds ago. "waiting" means that \
            no process runs the source.
            """
    )

    @OptionGroup var options: ProcessOptions

    @Option(help: ArgumentHelp("Only the sources of one project.", valueName: "name or id"))
    var project: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        try await reportingErrors {
            let settings = try options.load()
            let rows = try await withDatabase(settings) { _, store in try await Self.rows(store, of: project) }
            let states = try await Self.states(of: rows.map(\.source), settings)
            if json {
                var writer = JSONWriter()
                writer.array { writer in
                    for (row, state) in zip(rows, states) { writer.source(row.source, project: row.project, state) }
                }
                print(writer.text)
            } else if rows.isEmpty {
                print("There are no sources yet: `longshore apply` makes them from connectors.yaml.")
            } else {
                Table(
                    columns: [
                        "PROJECT", "SOURCE", "BROKER", "STATE", "CONSUMERS", "LAG", "RATE", "LAST MESSAGE", "TROUBLE",
                    ],
                    rows: zip(rows, states).map { Self.line($0, $1) }
                ).print()
            }
        }
    }

    private static func rows(
        _ store: ConfigurationStore,
        of wanted: String?
    ) async throws -> [(project: String, source: SourceRow)] {
        let projects = try await store.projects().filter { project in
            wanted.map { $0 == project.name || $0 == project.id.description } ?? true
        }
        if let wanted, projects.isEmpty { throw StartError("there is no project \"\(wanted)\"") }
        var rows: [(project: String, source: SourceRow)] = []
        for project in projects {
            rows += try await store.sources(project: project.id).map { (project.name, $0) }
        }
        return rows
    }

    private static func states(of sources: [SourceRow], _ settings: EffectiveSettings) async throws -> [SourceState] {
        let reactor = Reactor.start(name: "redis")
        let redis = RedisClient(
            endpoint: try RedisEndpoint(url: try settings.redisURL()),
            reactor: reactor,
            logger: Logger(label: "redis")
        )
        let result: Result<[[ConsumerReport?]], any Error>
        do {
            let slots = sources.map { (source: $0.id, slots: $0.draft.workers) }
            result = .success(try await ConsumerReports(redis: redis).reports(of: slots))
        } catch {
            result = .failure(error)
        }
        await redis.close()
        reactor.stop()
        await reactor.stopped()
        return zip(sources, try result.get()).map { source, consumers in
            SourceState(consumers: consumers, isPaused: source.draft.activity == .paused)
        }
    }

    private static func line(_ row: (project: String, source: SourceRow), _ state: SourceState) -> [String] {
        let last = state.lastMessage.map { "\(ago($0)) ago" } ?? "-"
        let trouble = state.trouble.map { report in
            let next = report.nextAttempt.map { ", next try in \(max(0, Int($0.since(.now()) / .seconds(1)))) s" } ?? ""
            return "for \(ago(report.since))\(next): \(report.error ?? "")"
        }
        return [
            row.project, row.source.draft.name, row.source.draft.kind, state.state.rawValue,
            consumers(state, of: row.source.draft.workers), state.lag.map(String.init) ?? "-",
            "\(Int(state.rate.rounded()))/s", last, trouble ?? "",
        ]
    }

    /// "2/4", and where fewer are of use also why: "3 of 8: the topic has 3 partitions".
    static func consumers(_ state: SourceState, of workers: Int) -> String {
        state.limit.map { "\(state.running) of \(workers): \($0)" } ?? "\(state.running)/\(workers)"
    }

    /// A time that has passed, in its largest unit.
    private static func ago(_ time: Timestamp) -> String {
        let seconds = max(0, Int(Timestamp.now().since(time) / .seconds(1)))
        switch seconds {
        case ..<120: return "\(seconds) s"
        case ..<7_200: return "\(seconds / 60) min"
        case ..<172_800: return "\(seconds / 3_600) h"
        default: return "\(seconds / 86_400) d"
        }
    }
}

extension JSONWriter {
    fileprivate mutating func source(_ source: SourceRow, project: String, _ state: SourceState) {
        object { writer in
            writer.member("uid", source.id)
            writer.member("project", project)
            writer.member("name", source.draft.name)
            writer.member("kind", source.draft.kind)
            writer.member("state", state.state.rawValue)
            writer.member("workers", source.draft.workers)
            writer.member("running", state.running)
            writer.member("limit", state.limit)
            writer.member("processes") { writer in
                writer.array { writer in
                    for report in state.consumers { if let report { writer.string(report.process) } }
                }
            }
            writer.member("lag", state.lag)
            writer.member("delay_ms", state.delay)
            writer.member("rate", state.rate)
            writer.member("last_message_at", state.lastMessage)
            writer.member("error", state.trouble?.error)
            writer.member("error_since", state.trouble?.since)
            writer.member("next_attempt_at", state.trouble?.nextAttempt)
        }
    }
}
