internal import Logging
internal import Postgres
internal import Queue
internal import Redis
internal import ServiceLifecycle
internal import Specification
internal import Storage
internal import Synchronization

/// Holds the roles back until Postgres and Redis are there and fit for the work.
///
/// What may pass by itself (a server that does not answer yet) is waited for, and shown by `/readyz`. What needs a person
/// (migrations, a wrong password, an evicting Redis) ends the process with a sentence that says what to do.
final class StartGate: Service {
    private let platform: Platform
    private let migrates: Bool
    private let state = Mutex<State>(.closed([]))

    private enum State {
        case closed([CheckedContinuation<Bool, Never>])
        /// Whether the checks have passed.
        case open(Bool)
    }

    init(_ platform: Platform, migrates: Bool) {
        self.platform = platform
        self.migrates = migrates
    }

    /// Checks, opens, and stays until the process stops.
    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                try await self.persistently("Postgres") { try await self.checkSchema() }
                try await self.persistently("Redis") { try await self.checkRedis() }
            }
            open(true)
        } catch is CancellationError {
            open(false)
        } catch {
            open(false)
            throw error
        }
        try? await gracefulShutdown()
    }

    /// Suspends until the checks are over.
    /// - Returns: whether they have passed; otherwise the process ends.
    func opened() async -> Bool {
        await withCheckedContinuation { continuation in
            let hasPassed: Bool? = state.withLock { state in
                switch state {
                case .open(let hasPassed): return hasPassed
                case .closed(let waiters):
                    state = .closed(waiters + [continuation])
                    return nil
                }
            }
            if let hasPassed { continuation.resume(returning: hasPassed) }
        }
    }

    private func open(_ hasPassed: Bool) {
        let waiters = state.withLock { state -> [CheckedContinuation<Bool, Never>] in
            guard case .closed(let waiters) = state else { return [] }
            state = .open(hasPassed)
            return waiters
        }
        for waiter in waiters { waiter.resume(returning: hasPassed) }
    }

    private func checkSchema() async throws {
        // Short, so that what is waited for is told soon.
        try await platform.pool.ping(deadline: .now + .seconds(3))
        let migrator = Migrator(pool: platform.pool)
        let pending = try await migrator.pending()
        if pending.isEmpty { return }
        guard migrates else {
            throw StartError(
                "the database lacks \(pending.count) migration(s): run `longshore migrate`, or start with --migrate"
            )
        }
        _ = try await migrator.migrate(logger: platform.logger)
    }

    private func checkRedis() async throws {
        let isVolatileAllowed = platform.settings.object.boolean("allow_volatile_redis")
        var fatal: [String] = []
        for problem in try await RedisPreflight.problems(platform.redis) {
            if problem.isFatal, !isVolatileAllowed {
                fatal.append(problem.text)
            } else {
                platform.logger.warning("\(problem.text)")
            }
        }
        guard fatal.isEmpty else {
            throw StartError(
                fatal.joined(separator: "\n") + "\n(for play only: --allow-volatile-redis starts all the same)"
            )
        }
        try await platform.intake.ensureGroup()
    }

    private func persistently(_ name: String, _ check: () async throws -> Void) async throws {
        var delay = Duration.milliseconds(200)
        while true {
            do {
                try await check()
                return
            } catch {
                guard let reason = Self.passing(error) else { throw error }
                platform.logger.warning("waiting for \(name)", metadata: ["error": "\(reason)"])
                try await Task.sleep(for: delay)
                delay = min(delay * 2, .seconds(5))
            }
        }
    }

    /// Whether Postgres refuses us in a way that time does not mend. Before a session stands libpq gives no SQLSTATE, only text.
    private static func needsPerson(_ message: String) -> Bool {
        if message.hasPrefix("invalid ") || message.hasPrefix("missing ") { return true }
        let refusals = [
            "does not exist", "authentication failed", "no pg_hba.conf entry", "is not permitted to log in",
        ]
        return message.contains("FATAL:") && refusals.contains { message.contains($0) }
    }

    /// The error, when it can pass without a person.
    private static func passing(_ error: any Error) -> (any Error)? {
        switch error {
        case let error as PostgresError where error.isRetryable && !needsPerson(error.message): error
        case let error as RedisError where error.isRetryable: error
        default: nil
        }
    }
}

/// Why a process does not start, in words for the person who started it.
struct StartError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
