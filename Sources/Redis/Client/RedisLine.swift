internal import Logging
internal import Reactor

/// A connection that is always there, or soon again: whoever wants to send while there is none waits for the next.
///
/// It connects when somebody needs it, and tries again, with pauses, as long as somebody waits.
actor RedisLine {
    private typealias Waiter = CheckedContinuation<RedisConnection, any Error>

    private let endpoint: RedisEndpoint
    private let settings: RedisSettings
    private let logger: Logger
    nonisolated let reactor: Reactor
    private var connection: RedisConnection?
    private var waiters: [UInt64: (waiter: Waiter, deadline: TimerToken)] = [:]
    private var nextID: UInt64 = 0
    private var isConnecting = false
    private var isClosed = false
    private var backoff = Backoff()
    private var nextAttempt = ContinuousClock.now
    private var lastFailure: RedisError?

    nonisolated var unownedExecutor: UnownedSerialExecutor { reactor.asUnownedSerialExecutor() }

    init(_ endpoint: RedisEndpoint, settings: RedisSettings, reactor: Reactor, logger: Logger) {
        self.endpoint = endpoint
        self.settings = settings
        self.reactor = reactor
        self.logger = logger
    }

    /// Sends encoded commands over the current connection, or the next one when there is none.
    func exchange(_ request: RequestBuffer, until deadline: ContinuousClock.Instant) async throws -> [RedisValue] {
        while true {
            let connection = try await connected(until: deadline)
            do {
                return try await connection.exchange(request, until: deadline)
            } catch let error as RedisError where error.code == .notSent {
                drop(connection, because: error)
            } catch let error as RedisError where error.code == .connectionLost {
                drop(connection, because: error)
                throw error
            }
        }
    }

    /// Closes the connection; whoever waits fails, now and later.
    func close() async {
        isClosed = true
        for id in Array(waiters.keys) { resume(id, with: .failure(closedError)) }
        await connection?.close()
        connection = nil
    }

    private var closedError: RedisError { RedisError(.closed, "the client of \(endpoint.redacted) is closed") }

    private func drop(_ dead: RedisConnection, because error: RedisError) {
        guard connection === dead else { return }
        connection = nil
        lastFailure = error
        guard !isClosed else { return }
        logger.warning("redis connection lost", metadata: ["redis.error": "\(error.message)"])
    }

    // MARK: - Waiting

    private func connected(until deadline: ContinuousClock.Instant) async throws -> RedisConnection {
        if let connection { return connection }
        nextID += 1
        let id = nextID
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiter in park(id, waiter, until: deadline) }
        } onCancel: {
            reactor.execute { self.assumeIsolated { $0.resume(id, with: .failure(CancellationError())) } }
        }
    }

    private func park(_ id: UInt64, _ waiter: Waiter, until deadline: ContinuousClock.Instant) {
        if isClosed { return waiter.resume(throwing: closedError) }
        if Task.isCancelled { return waiter.resume(throwing: CancellationError()) }
        let token = reactor.schedule(at: deadline) { [weak self] in
            self?.assumeIsolated { $0.resume(id, with: .failure($0.unavailableError)) }
        }
        waiters[id] = (waiter, token)
        connectIfNeeded()
    }

    private func resume(_ id: UInt64, with result: Result<RedisConnection, any Error>) {
        guard let (waiter, deadline) = waiters.removeValue(forKey: id) else { return }
        reactor.cancel(deadline)
        waiter.resume(with: result)
    }

    private func resumeAll(with result: Result<RedisConnection, any Error>) {
        for id in waiters.keys.sorted() { resume(id, with: result) }
    }

    private var unavailableError: RedisError {
        let reason = lastFailure?.message ?? "no answer yet from \(endpoint.redacted)"
        return RedisError(.unavailable, "Redis is not available: \(reason)")
    }

    // MARK: - Connecting

    private func connectIfNeeded() {
        guard !isConnecting else { return }
        isConnecting = true
        // A task of its own: connecting belongs to all who wait, and must outlive the one who happened to be first.
        // It ends with success or with the last waiter, whose deadlines bound it.
        Task { await connect() }
    }

    private func connect() async {
        defer { isConnecting = false }
        while !waiters.isEmpty, !isClosed {
            do {
                if nextAttempt > .now { try await reactor.sleep(until: nextAttempt) }
                if waiters.isEmpty { return }
                let opened = try await RedisConnection.open(endpoint, settings: settings, reactor: reactor)
                guard !isClosed else { return await opened.close() }
                connection = opened
                if backoff.failures > 0 { logger.info("redis connected again") }
                nextAttempt = .now.advanced(by: backoff.reset())
                resumeAll(with: .success(opened))
            } catch let error as RedisError {
                failed(error)
            } catch {
                // The reactor has stopped.
                resumeAll(with: .failure(closedError))
            }
        }
    }

    private func failed(_ error: RedisError) {
        lastFailure = error
        // Once per outage; waiting callers tell the rest.
        if backoff.failures == 0 {
            logger.warning("redis cannot be reached, trying again", metadata: ["redis.error": "\(error.message)"])
        }
        var generator = SystemRandomNumberGenerator()
        nextAttempt = .now.advanced(by: backoff.next(using: &generator))
        // Waiting does not mend a wrong password or a missing database; the next command tries again.
        if !error.isRetryable { resumeAll(with: .failure(error)) }
    }
}
