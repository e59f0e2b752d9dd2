internal import ConnectorCore
internal import Gateway
internal import Postgres
internal import Redis

/// What `/readyz` asks: the servers, and the sources that run in this process.
enum HealthChecks {
    /// How long an answer may take.
    private static let limit: Duration = .seconds(2)

    static func all(_ platform: Platform, _ board: StatusBoard) -> [HealthCheck] {
        [
            HealthCheck("postgres") {
                await state { try await platform.pool.ping(deadline: .now + limit) }
            },
            HealthCheck("redis") {
                await state { _ = try await platform.redis.send(RedisCommand("PING"), within: limit) }
            },
            HealthCheck("sources") {
                let failing = board.statuses().values.filter { $0.state == .failed || $0.state == .degraded }
                guard let first = failing.first else { return .ok }
                let others = failing.count > 1 ? " (and \(failing.count - 1) more)" : ""
                return .failing((first.error ?? "a consumer does not run") + others)
            },
        ]
    }

    private static func state(_ ask: () async throws -> Void) async -> HealthState {
        do {
            try await ask()
            return .ok
        } catch {
            return .failing("\(error)")
        }
    }
}
