internal import Domain
internal import Logging
internal import Postgres
internal import Storage
internal import Synchronization

/// Keeps the routing table as new as the database: reads it again on every notification, and looks at the version once a second.
final class RoutingWatcher: Sendable {
    private let store: ConfigurationStore
    private let listener: PostgresListener
    private let logger: Logger
    private let proxy: String?
    private let table: Mutex<RoutingTable>

    /// Reads the first table.
    init(store: ConfigurationStore, listener: PostgresListener, proxy: String?, logger: Logger) async throws {
        self.store = store
        self.listener = listener
        self.logger = logger
        self.proxy = proxy
        table = Mutex(RoutingTable(try await store.routing(), proxy: proxy))
    }

    var current: RoutingTable { table.withLock { $0 } }

    /// The table as of now: what was committed before this call is in it.
    func refreshed() async throws -> RoutingTable {
        let known = current
        guard try await store.version() != known.version else { return known }
        let newer = RoutingTable(try await store.routing(), proxy: proxy)
        return table.withLock { table in
            if newer.version > table.version { table = newer }
            return table
        }
    }

    /// Follows changes until cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask {
                for await event in self.listener {
                    if case .disconnected = event { continue }
                    await self.follow()
                }
            }
            group.addTask {
                while !Task.isCancelled {
                    await self.follow()
                    try? await Task.sleep(for: .seconds(1))
                }
            }
        }
    }

    private func follow() async {
        let before = current.version
        do {
            let after = try await refreshed().version
            if after != before { logger.info("configuration changed", metadata: ["version": "\(after)"]) }
        } catch is CancellationError {
        } catch {
            logger.warning("could not read the configuration; the last one stays", metadata: ["error": "\(error)"])
        }
    }
}
