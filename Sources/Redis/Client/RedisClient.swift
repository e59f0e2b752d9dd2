public import Logging
public import Reactor
internal import Synchronization

/// The way to one Redis, for any number of tasks.
///
/// Few connections are shared: commands of many tasks travel together, and each task gets its own replies. A
/// connection that breaks is replaced; commands wait for the new one until their deadline. What was in flight fails
/// with `connectionLost` and is never sent again in silence: only the caller knows whether repeating it is harmless.
public final class RedisClient: Sendable {
    /// Where it connects to.
    public let endpoint: RedisEndpoint
    /// Times and bounds.
    public let settings: RedisSettings
    private let reactor: Reactor
    private let lines: [RedisLine]
    private let nextLine = Atomic<Int>(0)

    /// Makes a client; it connects with the first command.
    public init(
        endpoint: RedisEndpoint,
        connections: Int = 1,
        settings: RedisSettings = RedisSettings(),
        reactor: Reactor,
        logger: Logger
    ) {
        precondition(connections > 0, "a client needs at least one connection")
        self.endpoint = endpoint
        self.settings = settings
        self.reactor = reactor
        var logger = logger
        logger[metadataKey: "redis.address"] = "\(endpoint.redacted)"
        lines = (0..<connections).map { [logger] _ in
            RedisLine(endpoint, settings: settings, reactor: reactor, logger: logger)
        }
    }

    /// Sends a command and answers its reply.
    ///
    /// - Parameter timeout: how long it may take in all; that of the settings when nil.
    /// - Throws: `RedisError`, also for an error reply; `CancellationError`.
    public func send(_ command: RedisCommand, within timeout: Duration? = nil) async throws -> RedisValue {
        let reply = try await pipeline([command], within: timeout)[0]
        if let failure = reply.failure { throw failure }
        return reply
    }

    /// Sends commands together and answers as many replies, errors among them, in the same order.
    ///
    /// A script that the server does not know yet is sent again with its source after the other replies have come:
    /// scripts that must run after one another belong into separate calls.
    ///
    /// - Throws: `RedisError` when no replies could be had; `CancellationError`.
    public func pipeline(_ commands: [RedisCommand], within timeout: Duration? = nil) async throws -> [RedisValue] {
        guard !commands.isEmpty else { return [] }
        let deadline = ContinuousClock.now.advanced(by: timeout ?? settings.timeout)
        let line = lines[
            Int(UInt(bitPattern: nextLine.wrappingAdd(1, ordering: .relaxed).oldValue) % UInt(lines.count))
        ]
        var replies = try await line.exchange(RequestBuffer(commands), until: deadline)
        let unknown = replies.indices.filter { replies[$0].failure?.code == .noScript && commands[$0].script != nil }
        guard !unknown.isEmpty else { return replies }
        let request = RequestBuffer(unknown.map { commands[$0] }, scripts: .source)
        for (index, reply) in zip(unknown, try await line.exchange(request, until: deadline)) { replies[index] = reply }
        return replies
    }

    /// Runs a script and answers its result.
    public func run(
        script: RedisScript,
        keys: [String],
        arguments: [RedisArgument] = [],
        within timeout: Duration? = nil
    ) async throws -> RedisValue {
        try await send(.script(script, keys: keys, arguments: arguments), within: timeout)
    }

    /// Asks whether the server answers.
    public func ping(within timeout: Duration? = nil) async throws {
        _ = try await send(RedisCommand("PING"), within: timeout)
    }

    /// Opens a connection for the caller alone, for commands that block; the caller closes it.
    ///
    /// - Throws: `RedisError` of code `unavailable` when there was none to be had in time.
    public func dedicated(within timeout: Duration? = nil) async throws -> RedisConnection {
        let deadline = ContinuousClock.now.advanced(by: timeout ?? settings.timeout)
        var settings = settings
        var backoff = Backoff()
        var generator = SystemRandomNumberGenerator()
        while true {
            settings.connectTimeout = min(self.settings.connectTimeout, ContinuousClock.now.duration(to: deadline))
            do {
                return try await RedisConnection.open(endpoint, settings: settings, reactor: reactor)
            } catch let error as RedisError where error.isRetryable {
                let next = ContinuousClock.now.advanced(by: backoff.next(using: &generator))
                guard next < deadline else {
                    throw RedisError(.unavailable, "Redis is not available: \(error.message)")
                }
                try await reactor.sleep(until: next)
            }
        }
    }

    /// Closes all shared connections; what is in flight or waits fails with `closed`.
    public func close() async {
        for line in lines { await line.close() }
    }
}
