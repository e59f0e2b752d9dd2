internal import Reactor

/// Brings a connection up: libpq's steps on a blocking thread, the waiting in between on the reactor.
///
/// A step may resolve names, hash a password or do a TLS handshake, none of which belongs on the reactor's thread.
struct Handshake {
    let target: ConnectionTarget
    let reactor: Reactor
    /// What one host may take. libpq goes on by itself to the next host when one refuses, not when one stays silent.
    let hostTimeout: Duration
    let deadline: ContinuousClock.Instant

    private static let threads = BlockingThreads(name: "pg-connect", limit: 4)

    private struct SilentHost: Error {
        let host: String
        let port: String
    }

    /// - Throws: `PostgresError` of code `connection`, or `timedOut` when the caller's deadline passed;
    ///   `CancellationError`.
    func run() async throws -> ConnectionHandle {
        var target = target
        var silent: [String] = []
        for _ in 0..<target.hostCount {
            do {
                return try await attempt(target)
            } catch let host as SilentHost {
                silent.append("\(host.host):\(host.port)")
                target = target.startingAfter(host: host.host, port: host.port)
            }
        }
        throw PostgresError(
            .connection,
            "no answer from the PostgreSQL server at \(silent.joined(separator: ", ")) within \(hostTimeout)"
        )
    }

    private func attempt(_ target: ConnectionTarget) async throws -> ConnectionHandle {
        var hostDeadline = ContinuousClock.now + hostTimeout
        var host = target.firstHost
        let handle = try await step(hostDeadline, host) {
            Result { () throws(PostgresError) in try ConnectionHandle(target) }
        }.get()
        while true {
            let step = try await step(hostDeadline, host) { handle.poll() }
            if host != (handle.host, handle.port) {
                host = (handle.host, handle.port)
                hostDeadline = .now + hostTimeout
            }
            switch step {
            case .established:
                try handle.beginPipelines()
                return handle
            case .failed:
                throw failure(of: handle, target)
            case .read, .write:
                let ready = await reactor.ready(
                    handle.socket,
                    step == .read ? .read : .write,
                    until: min(hostDeadline, deadline)
                )
                // libpq may close this socket and open another in its next step.
                reactor.forget(handle.socket)
                if ready.isEmpty { throw reasonForStopping(host) }
            }
        }
    }

    /// Runs a step elsewhere. One that outlasts its deadline goes on with its own reference to the handle.
    private func step<Value: Sendable>(
        _ hostDeadline: ContinuousClock.Instant,
        _ host: (String, String),
        _ body: @escaping @Sendable () -> Value
    ) async throws -> Value {
        do {
            return try await Self.threads.run(until: min(hostDeadline, deadline), body)
        } catch is BlockingCallTimedOut {
            throw reasonForStopping(host)
        }
    }

    private func reasonForStopping(_ host: (String, String)) -> any Error {
        if Task.isCancelled { return CancellationError() }
        if deadline <= .now { return PostgresError(.timedOut, "no connection to PostgreSQL before the deadline") }
        return SilentHost(host: host.0, port: host.1)
    }

    private func failure(of handle: ConnectionHandle, _ target: ConnectionTarget) -> PostgresError {
        let message = ServerMessage(parsing: target.redacted(handle.lastMessage))
        return PostgresError(.connection, message.text, sqlState: message.sqlState)
    }
}
