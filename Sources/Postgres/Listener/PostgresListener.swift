public import Logging
public import Reactor

/// What a listener tells.
public enum PostgresListenerEvent: Sendable {
    /// The channels are subscribed, for the first time or again: whatever was said before may have been missed, so read
    /// again what notifications are about.
    case connected
    /// Somebody said `NOTIFY`.
    case notification(PostgresNotification)
    /// The connection was lost or could not be made; the listener keeps trying.
    case disconnected(PostgresError)
}

/// Listens to channels of `NOTIFY`, for ever, over a connection of its own.
///
/// A sequence that is read by pulling: no task and no buffer stand behind it. While nothing is said it asks the server
/// for a sign of life, so that a server that vanished is noticed. It ends when the reading task is cancelled.
///
/// ```swift
/// for await event in listener {
///     switch event { … }
/// }
/// ```
public struct PostgresListener: Sendable, AsyncSequence {
    let target: ConnectionTarget
    let channels: [String]
    let reactor: Reactor
    let keepAlive: Duration
    let logger: Logger

    /// Checks the URL; opens nothing yet.
    /// - Parameters:
    ///   - url: a URI or a connection string as libpq takes them.
    ///   - channels: the channels to subscribe to.
    ///   - reactor: the thread that the connection lives on.
    ///   - applicationName: what `pg_stat_activity` shows.
    ///   - keepAlive: how long silence lasts before the server is asked for a sign of life, and how long that may take.
    ///   - logger: where losing and regaining the server is told.
    public init(
        url: String,
        channels: [String],
        reactor: Reactor,
        applicationName: String = "longshore",
        keepAlive: Duration = .seconds(10),
        logger: Logger
    ) throws(PostgresError) {
        target = try ConnectionTarget(url: url, applicationName: applicationName)
        self.channels = channels
        self.reactor = reactor
        self.keepAlive = keepAlive
        self.logger = logger
    }

    /// Starts reading; nothing is connected before the first `next()`.
    public func makeAsyncIterator() -> Iterator { Iterator(listener: self) }

    /// Reads the events, and holds the connection.
    public struct Iterator: AsyncIteratorProtocol {
        let listener: PostgresListener
        private var connection: PostgresConnection?
        /// Read already, latest first.
        private var pending: [PostgresNotification] = []
        private var backoff = Backoff()

        fileprivate init(listener: PostgresListener) { self.listener = listener }

        /// Waits for the next event; nil when the task is cancelled.
        public mutating func next() async -> PostgresListenerEvent? {
            if let notification = pending.popLast() { return .notification(notification) }
            do {
                guard let connection else { return try await connect() }
                return try await listen(on: connection)
            } catch {
                await connection?.close()
                connection = nil
                guard let error = error as? PostgresError else { return nil }
                return .disconnected(error)
            }
        }

        private mutating func connect() async throws -> PostgresListenerEvent {
            if let earliest = backoff.earliest { try await listener.reactor.sleep(until: earliest) }
            let start = ContinuousClock.now
            do {
                let connection = try await listener.open()
                backoff.succeeded()
                self.connection = connection
                return .connected
            } catch let error as PostgresError {
                var generator = SystemRandomNumberGenerator()
                backoff.failed(startedAt: start, now: .now, using: &generator)
                listener.logger.warning("cannot listen for notifications", metadata: ["error": "\(error)"])
                throw error
            }
        }

        private mutating func listen(on connection: PostgresConnection) async throws -> PostgresListenerEvent {
            while true {
                pending = try await connection.notifications(until: .now + listener.keepAlive).reversed()
                if let notification = pending.popLast() { return .notification(notification) }
                _ = try await connection.execute([PostgresPool.signOfLife], deadline: .now + listener.keepAlive)
            }
        }
    }

    private func open() async throws -> PostgresConnection {
        let hostTimeout = target.connectTimeout ?? .seconds(10)
        let deadline = ContinuousClock.now + hostTimeout * target.hostCount
        let connection = try await PostgresConnection.open(
            target,
            on: reactor,
            hostTimeout: hostTimeout,
            deadline: deadline
        )
        try await connection.listen(to: channels, deadline: .now + hostTimeout)
        return connection
    }
}
