public import Reactor
internal import Synchronization

/// Sends HTTP requests over libcurl, on the thread of one reactor.
///
/// Connections are kept and shared by origin; HTTP/2 is spoken where the server offers it by ALPN. A request has one
/// deadline for the whole. Redirects are not followed. Each address is checked against the address policy when it is
/// connected to, not when its name is looked up.
///
/// Every method may be called from any thread. Requests that other threads start in a burst cross over with one wake-up.
/// A client that has been used must be shut down, or its reactor keeps it for ever.
public final class HTTPClient: Sendable {
    private enum Command {
        case start(Submission)
        case cancel(UInt64)
    }

    private let reactor: Reactor
    private let engine: CurlEngine
    private let inbox = Mutex<[Command]>([])
    private let nextID = Atomic<UInt64>(0)

    /// Makes a client that does its work on `reactor`; best one that no slow work shares.
    public init(configuration: HTTPConfiguration = HTTPConfiguration(), reactor: Reactor) {
        self.reactor = reactor
        engine = CurlEngine(configuration: configuration, reactor: reactor)
    }

    /// Starts a request.
    ///
    /// - Parameter completion: called exactly once, on the reactor's thread, never inside this call. It must not block.
    /// - Returns: what to cancel the request by.
    @discardableResult
    public func start(
        _ request: HTTPRequest,
        completion: @escaping @Sendable (Result<HTTPResponse, HTTPError>) -> Void
    ) -> HTTPRequestToken {
        let id = nextID.add(1, ordering: .relaxed).newValue
        let submission = Submission(id: id, request: request, completion: completion)
        if reactor.isCurrent {
            engine.assumeIsolated { $0.submit(submission) }
        } else {
            send(.start(submission))
        }
        return HTTPRequestToken(id: id)
    }

    /// Ends a request with the error `cancelled`; does nothing when it has ended.
    public func cancel(_ token: HTTPRequestToken) {
        send(.cancel(token.id))
    }

    /// Sends a request and waits for the answer; cancelling the task aborts the transfer.
    public func send(_ request: HTTPRequest) async -> Result<HTTPResponse, HTTPError> {
        let token = Mutex<HTTPRequestToken?>(nil)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let started = start(request) { continuation.resume(returning: $0) }
                token.withLock { $0 = started }
                // Otherwise a cancellation that came before the token was there would be lost.
                if Task.isCancelled { cancel(started) }
            }
        } onCancel: {
            if let started = token.withLock({ $0 }) { cancel(started) }
        }
    }

    /// Ends every request with the error `cancelled`, closes all connections and refuses further requests.
    public func shutdown() async {
        await engine.shutDown()
    }

    // MARK: - Crossing threads

    private func send(_ command: Command) {
        let isFirst = inbox.withLock { inbox in
            inbox.append(command)
            return inbox.count == 1
        }
        if isFirst { reactor.execute { self.takeInbox() } }
    }

    private func takeInbox() {
        let commands = inbox.withLock { inbox in
            defer { inbox.removeAll() }
            return inbox
        }
        engine.assumeIsolated { engine in
            for command in commands {
                switch command {
                case .start(let submission): engine.submit(submission)
                case .cancel(let id): engine.cancel(id)
                }
            }
        }
    }
}

/// Names a request that was started.
public struct HTTPRequestToken: Hashable, Sendable {
    let id: UInt64
}
