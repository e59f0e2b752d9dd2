internal import Domain
public import Reactor
internal import Synchronization

/// One connection to PostgreSQL through libpq, confined to its reactor's thread.
///
/// Exchanges take turns in the order they are asked for. One that is cancelled or runs into its deadline closes the
/// connection, because the server's answer to it would still be on its way; the server is asked to stop as well.
public actor PostgresConnection {
    /// What a connection can be used for, readable without a hop to its thread.
    enum Condition: UInt8, AtomicRepresentable {
        /// Idle and outside of a transaction.
        case ready
        /// Idle, with a transaction open.
        case inTransaction
        /// In the middle of an exchange.
        case busy
        /// Closed, or better closed.
        case finished
    }

    let reactor: Reactor
    private let turns: Permits
    private nonisolated let state = Atomic<Condition>(.ready)
    private var handle: ConnectionHandle?
    var prepared = PreparedStatements()

    /// An exchange beyond this leaves buffers of its size behind in libpq, which never shrink.
    static let largestExchangeToKeep = 32 << 20

    /// The reactor's thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { reactor.asUnownedSerialExecutor() }

    init(adopting handle: ConnectionHandle, on reactor: Reactor) {
        self.handle = handle
        self.reactor = reactor
        turns = Permits(1, reactor: reactor)
    }

    /// Opens a connection of its own, outside of any pool.
    /// - Throws: `PostgresError`, or `CancellationError`.
    public static func open(
        url: String,
        on reactor: Reactor,
        applicationName: String = "longshore",
        deadline: ContinuousClock.Instant
    ) async throws -> PostgresConnection {
        let target = try ConnectionTarget(url: url, applicationName: applicationName)
        return try await open(
            target,
            on: reactor,
            hostTimeout: target.connectTimeout ?? .seconds(10),
            deadline: deadline
        )
    }

    static func open(
        _ target: ConnectionTarget,
        on reactor: Reactor,
        hostTimeout: Duration,
        deadline: ContinuousClock.Instant
    ) async throws -> PostgresConnection {
        let handshake = Handshake(target: target, reactor: reactor, hostTimeout: hostTimeout, deadline: deadline)
        return PostgresConnection(adopting: try await handshake.run(), on: reactor)
    }

    /// Closes the connection; an exchange under way fails with `PostgresError.Code.closed`.
    public func close() { drop() }

    /// Whether no exchange is under way and no transaction is open.
    public nonisolated var isIdle: Bool { condition == .ready }

    /// What the connection can be used for at this moment.
    nonisolated var condition: Condition { state.load(ordering: .acquiring) }

    /// Whether the connection is idle and, as far as can be seen, still has its server.
    func isUsable() -> Bool {
        guard condition == .ready, let handle else { return false }
        if !handle.isAlive() { drop() }
        return condition == .ready
    }

    // MARK: - For the extensions

    /// Runs one exchange in its turn, and closes the connection when it ends in the middle.
    func exclusively<Value: Sendable>(
        until deadline: ContinuousClock.Instant,
        _ body: (ConnectionHandle) async throws -> Value
    ) async throws -> Value {
        switch await turns.acquire(until: deadline) {
        case .granted: break
        case .timedOut: throw PostgresError(.timedOut, "the connection was busy until the deadline")
        case .cancelled: throw CancellationError()
        case .closed: throw PostgresError(.closed, "the connection is closed")
        }
        defer { turns.release() }
        guard let handle else { throw PostgresError(.closed, "the connection is closed") }
        // What has no time left must not cost the connection.
        guard deadline > .now else { throw PostgresError(.timedOut, "the deadline passed before anything was sent") }
        defer { settle(handle) }
        return try await body(handle)
    }

    /// From here on the server owes answers.
    func beginExchange() { state.store(.busy, ordering: .releasing) }

    /// The server owes nothing any more.
    func endExchange(on handle: ConnectionHandle) {
        state.store(handle.isOutsideTransaction ? .ready : .inTransaction, ordering: .releasing)
    }

    /// Closes the connection once the exchange is over.
    func retire() { state.store(.finished, ordering: .releasing) }

    /// Waits for the socket.
    /// - Throws: when the deadline passes, the task is cancelled or the connection is closed.
    func wait(
        _ interest: Reactor.Interest,
        on handle: ConnectionHandle,
        until deadline: ContinuousClock.Instant
    ) async throws -> Reactor.Interest {
        let ready = await reactor.ready(handle.socket, interest, until: deadline)
        guard self.handle === handle else { throw PostgresError(.closed, "the connection was closed") }
        if !ready.isEmpty { return ready }
        try Task.checkCancellation()
        throw PostgresError(.timedOut, "PostgreSQL did not answer before the deadline")
    }

    private func settle(_ handle: ConnectionHandle) {
        guard self.handle === handle else { return }
        switch condition {
        case .busy:
            stopServer(handle)
            drop()
        case .finished: drop()
        case .ready, .inTransaction: if handle.isLost { drop() }
        }
    }

    private func drop() {
        state.store(.finished, ordering: .releasing)
        turns.close()
        guard let handle else { return }
        reactor.forget(handle.socket)
        self.handle = nil
    }

    private static let cancelling = BlockingThreads(name: "pg-cancel", limit: 2)

    /// Asks the server to stop what it is doing for us, so that it holds no locks for nobody.
    private func stopServer(_ handle: ConnectionHandle) {
        guard !handle.isLost, let cancellation = handle.cancellation else { return }
        // Not awaited: the caller is late or cancelled already, and nothing depends on the outcome.
        Task { try? await Self.cancelling.run(until: .now + .seconds(10)) { cancellation.send() } }
    }
}
