internal import Logging
internal import Reactor
internal import Synchronization

extension PostgresPool {
    /// Takes a connection that answers, opening one when none is idle.
    func lease(until deadline: ContinuousClock.Instant) async throws -> PostgresConnection {
        switch await permits.acquire(until: deadline) {
        case .granted: break
        case .cancelled: throw CancellationError()
        case .closed: throw PostgresError(.closed, "the pool of PostgreSQL connections is closed")
        case .timedOut:
            throw lastFailure
                ?? PostgresError(.timedOut, "all \(permits.count) connections were in use until the deadline")
        }
        do {
            // The latest one used: those that are not needed stay idle.
            while let connection = state.withLock({ $0.idle.popLast() }) {
                if await connection.isUsable() { return connection }
                await connection.close()
            }
            return try await connect(until: deadline)
        } catch {
            permits.release()
            throw error
        }
    }

    /// Takes a connection back, unless it is of no use any more.
    func giveBack(_ connection: PostgresConnection) async {
        let isKept =
            connection.condition == .ready
            && state.withLock { state in
                // It works, whatever became of the latest attempt to open another one.
                state.lastFailure = nil
                if !state.isClosed { state.idle.append(connection) }
                return !state.isClosed
            }
        if !isKept { await connection.close() }
        permits.release()
    }

    /// Opens a connection, trying again and again until the deadline.
    private func connect(until deadline: ContinuousClock.Instant) async throws -> PostgresConnection {
        while true {
            try await pause(until: deadline)
            let start = ContinuousClock.now
            do {
                let connection = try await PostgresConnection.open(
                    target,
                    on: reactor,
                    hostTimeout: hostTimeout,
                    deadline: deadline
                )
                connected()
                return connection
            } catch let error as PostgresError where error.code == .timedOut {
                // The caller's time was too short, which says little about the server.
                throw lastFailure ?? PostgresError(.connection, error.message)
            } catch let error as PostgresError {
                failed(error, startedAt: start)
                guard error.isRetryable else { throw error }
            }
        }
    }

    /// Keeps the distance between attempts.
    private func pause(until deadline: ContinuousClock.Instant) async throws {
        let (earliest, failure) = state.withLock { ($0.backoff.earliest, $0.lastFailure) }
        guard let earliest, earliest > .now else { return }
        try await reactor.sleep(until: min(earliest, deadline))
        if let failure, deadline <= .now { throw failure }
    }

    private func connected() {
        let wasFailing = state.withLock { state in
            defer { state.lastFailure = nil }
            state.backoff.succeeded()
            return state.lastFailure != nil
        }
        if wasFailing { logger.notice("connected to PostgreSQL again") }
    }

    private func failed(_ error: PostgresError, startedAt start: ContinuousClock.Instant) {
        var generator = SystemRandomNumberGenerator()
        let isNews = state.withLock { state in
            state.backoff.failed(startedAt: start, now: .now, using: &generator)
            defer { state.lastFailure = error }
            return state.lastFailure != error
        }
        if isNews { logger.warning("cannot connect to PostgreSQL", metadata: ["error": "\(error)"]) }
    }
}
