public import Domain
public import Redis

/// Where the processes of the pool leave what their consumers say of themselves, so that the API and the command line can show
/// consumers that run elsewhere. A report ends by itself when its process does not renew it.
public struct ConsumerReports: Sendable {
    /// How long a report counts without being renewed: several intervals of renewal.
    public static let lifetime: Duration = .seconds(5)

    private let redis: RedisClient
    private let keys: QueueKeys

    /// Keeps the reports under the given prefix.
    public init(redis: RedisClient, prefix: String = QueueKeys.defaultPrefix) {
        self.redis = redis
        keys = QueueKeys(shard: 0, prefix: prefix)
    }

    /// Writes reports, in one round trip.
    public func publish(_ reports: [(source: ULID, slot: Int, report: ConsumerReport)]) async throws {
        let commands = reports.map { entry in
            RedisCommand(
                "SET",
                .text(keys.report(entry.source, entry.slot)),
                .bytes(entry.report.json[...]),
                "PX",
                .integer(Self.lifetime.wholeMilliseconds)
            )
        }
        for reply in try await redis.pipeline(commands) { if let failure = reply.failure { throw failure } }
    }

    /// Takes back what a process has said of consumers that have ended in it; what another says of them meanwhile stays.
    public func withdraw(_ consumers: [(source: ULID, slot: Int)], of process: String) async throws {
        let names = consumers.map { RedisArgument.text(keys.report($0.source, $0.slot)) }
        guard !names.isEmpty else { return }
        let values = try await redis.send(RedisCommand(["MGET"] + names)).requireElements()
        let own = zip(names, values).filter { Self.report($1)?.process == process }.map(\.0)
        guard !own.isEmpty else { return }
        _ = try await redis.send(RedisCommand(["DEL"] + own))
    }

    /// What the consumers `0..<slots` of each source last said; nil where nothing runs.
    public func reports(of sources: [(source: ULID, slots: Int)]) async throws -> [[ConsumerReport?]] {
        let names = sources.flatMap { entry in
            (0..<max(0, entry.slots)).map { RedisArgument.text(keys.report(entry.source, $0)) }
        }
        guard !names.isEmpty else { return sources.map { _ in [] } }
        var values = try await redis.send(RedisCommand(["MGET"] + names)).requireElements()[...]
        return sources.map { entry in
            defer { values = values.dropFirst(max(0, entry.slots)) }
            return values.prefix(max(0, entry.slots)).map(Self.report)
        }
    }

    private static func report(_ value: RedisValue) -> ConsumerReport? {
        guard case .bytes(let bytes) = value else { return nil }
        return ConsumerReport(json: bytes[...])
    }
}
