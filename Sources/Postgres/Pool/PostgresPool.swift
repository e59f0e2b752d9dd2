public import Logging
public import Reactor
internal import Synchronization

/// Connections to one database, opened when they are needed and lent to one caller at a time.
///
/// While the server is away callers wait, up to their deadlines; attempts to connect keep a distance that grows to a
/// few seconds. A refusal that waiting does not mend (a wrong password, an unknown database) is thrown at once.
public final class PostgresPool: Sendable {
    struct State {
        var idle: [PostgresConnection] = []
        var isClosed = false
        var backoff = Backoff()
        /// Why there is no connection; nil once there was one again.
        var lastFailure: PostgresError?
    }

    /// How long an operation may take that names no deadline of its own.
    public let timeout: Duration

    let target: ConnectionTarget
    let hostTimeout: Duration
    let reactor: Reactor
    let logger: Logger
    let permits: Permits
    let state = Mutex(State())

    static let signOfLife = PostgresQuery(.unprepared("SELECT 1"))

    /// Checks the URL; opens nothing yet.
    /// - Parameters:
    ///   - url: a URI or a connection string as libpq takes them, also with several hosts.
    ///   - size: the most connections that are open at a time.
    ///   - reactor: the thread that all of them live on.
    ///   - applicationName: what `pg_stat_activity` shows.
    ///   - timeout: the time an operation may take that names no deadline, waiting for a connection included.
    ///   - connectTimeout: the time that one host may take to accept a connection; `connect_timeout` in the URL wins.
    ///   - logger: where losing and regaining the server is told.
    public init(
        url: String,
        size: Int,
        reactor: Reactor,
        applicationName: String = "longshore",
        timeout: Duration = .seconds(30),
        connectTimeout: Duration = .seconds(10),
        logger: Logger
    ) throws(PostgresError) {
        target = try ConnectionTarget(url: url, applicationName: applicationName)
        hostTimeout = target.connectTimeout ?? connectTimeout
        permits = Permits(max(1, size), reactor: reactor)
        self.reactor = reactor
        self.timeout = timeout
        self.logger = logger
    }

    // MARK: - Statements

    /// Executes one statement.
    /// - Throws: `PostgresError`; `CancellationError`.
    public func query(
        _ statement: PostgresStatement,
        _ parameters: PostgresParameter...,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> PostgresResult {
        try await query(statement, parameters, deadline: deadline)
    }

    /// Executes one statement.
    /// - Throws: `PostgresError`; `CancellationError`.
    public func query(
        _ statement: PostgresStatement,
        _ parameters: [PostgresParameter],
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> PostgresResult {
        let results = try await pipeline([PostgresQuery(statement, parameters)], deadline: deadline)
        guard let result = results.first else { throw PostgresError(.connection, "PostgreSQL answered nothing") }
        return result
    }

    /// Executes statements in one round trip and one implicit transaction: all of them take effect, or none.
    /// - Returns: one result for each statement.
    /// - Throws: the first `PostgresError`; `CancellationError`.
    public func pipeline(
        _ queries: [PostgresQuery],
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> [PostgresResult] {
        let deadline = deadline ?? .now + timeout
        return try await withConnection(deadline: deadline) { try await $0.execute(queries, deadline: deadline) }
    }

    /// Executes statements between `BEGIN` and `COMMIT` in one round trip: what needs an explicit transaction, such as
    /// `SET LOCAL` or deferred constraints.
    /// - Returns: one result for each statement given.
    /// - Throws: the first `PostgresError`, after which all is rolled back; `CancellationError`.
    public func transaction(
        _ queries: [PostgresQuery],
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> [PostgresResult] {
        let deadline = deadline ?? .now + timeout
        return try await withConnection(deadline: deadline) { try await $0.transaction(queries, deadline: deadline) }
    }

    /// Lends a whole connection for as long as `body` runs.
    ///
    /// A connection that comes back with a transaction open is closed, which rolls back. Anything else that belongs to
    /// a session (locks, settings, subscriptions) must be given up by `body`, or `close()` be called on the connection.
    /// - Parameters:
    ///   - deadline: until when to wait for a connection; exchanges on it have deadlines of their own.
    ///   - body: what is done with the connection; it must not keep it.
    /// - Throws: `PostgresError` when there is no connection; `CancellationError`; what `body` throws.
    public func withConnection<Value: Sendable>(
        deadline: ContinuousClock.Instant? = nil,
        _ body: (PostgresConnection) async throws -> Value
    ) async throws -> Value {
        let connection = try await lease(until: deadline ?? .now + timeout)
        do {
            let value = try await body(connection)
            await giveBack(connection)
            return value
        } catch {
            await giveBack(connection)
            throw error
        }
    }

    // MARK: - Health

    /// Whether any connection is lent at the moment.
    public var isInUse: Bool { !permits.areAllFree }

    /// Whether the server answered when it was last tried.
    public var isHealthy: Bool { lastFailure == nil }

    /// Why there was no connection when one was last tried; nil when there was.
    public var lastFailure: PostgresError? { state.withLock(\.lastFailure) }

    /// Asks the server for a sign of life.
    /// - Throws: `PostgresError` that says what is wrong; `CancellationError`.
    public func ping(deadline: ContinuousClock.Instant? = nil) async throws {
        _ = try await pipeline([Self.signOfLife], deadline: deadline)
    }

    /// Waits until the server answers.
    /// - Throws: the last `PostgresError` when it does not before the deadline, or one that waiting cannot mend;
    ///   `CancellationError`.
    public func waitUntilHealthy(deadline: ContinuousClock.Instant) async throws {
        while true {
            do {
                return try await ping(deadline: deadline)
            } catch let error as PostgresError where error.isRetryable && ContinuousClock.now < deadline {
                try await reactor.sleep(until: min(.now + Backoff.base, deadline))
            }
        }
    }

    // MARK: - End

    /// Turns new callers away, waits for the connections that are lent, and closes all.
    /// - Parameter deadline: how long to wait; connections still lent then are closed when they come back.
    public func close(deadline: ContinuousClock.Instant = .now + .seconds(10)) async {
        permits.close()
        let idle = state.withLock { state in
            state.isClosed = true
            defer { state.idle = [] }
            return state.idle
        }
        for connection in idle { await connection.close() }
        await permits.allFree(until: deadline)
    }
}
