internal import ConnectorCore
internal import Domain
internal import Logging
internal import Manifest
internal import Storage

/// Tells the supervisor which sources to run: all active ones, again after every change.
struct SourceFeed: Sendable {
    /// A change that its notification did not reach is seen this much later.
    private static let poll: Duration = .seconds(1)

    let store: ConfigurationStore
    /// Sources that lack one of these are left to other processes.
    let labels: [String: String]
    let changes: ConfigurationChanges
    let logger: Logger

    /// Snapshots, the newest only; ends when the reading task is cancelled.
    func run(into continuation: AsyncStream<[SourceDescription]>.Continuation) async {
        var version: Int64?
        while !Task.isCancelled {
            do {
                let current = try await store.version()
                if current != version {
                    continuation.yield(try await read())
                    version = current
                }
            } catch {
                if Task.isCancelled { break }
                logger.warning("could not read the sources; those that run go on", metadata: ["error": "\(error)"])
            }
            await changes.next(within: Self.poll)
        }
        continuation.finish()
    }

    private func read() async throws -> [SourceDescription] {
        var sources: [SourceDescription] = []
        for row in try await store.sourcesToRun() {
            do {
                let source = try StoredSource.description(of: row)
                if labels.allSatisfy({ source.labels[$0.key] == $0.value }) { sources.append(source) }
            } catch {
                logger.error("a source cannot run", metadata: ["source": "\(row.draft.name)", "error": "\(error)"])
            }
        }
        return sources
    }
}
