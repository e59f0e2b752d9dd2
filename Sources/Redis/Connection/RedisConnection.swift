internal import Reactor

/// One connection: opened once, shared by any number of tasks, dead for good when it breaks.
///
/// Everything happens on the reactor's thread. What tasks submit while the reactor is busy is written together;
/// replies are handed out in order. Whoever stops waiting, by cancellation or by a deadline, disturbs nobody else.
public actor RedisConnection {
    typealias Waiter = CheckedContinuation<[RedisValue], any Error>

    /// Reads per readiness event, so that one connection does not occupy the reactor.
    private static let readsPerTurn = 16

    nonisolated let reactor: Reactor
    /// The redacted address.
    nonisolated let name: String
    private let transport: any ByteTransport
    private let reader: ReplyReader
    private let timeout: Duration
    private let input = InputBuffer(size: 64 << 10)
    private var outgoing: [UInt8] = []
    private var written = 0
    private var exchanges: ExchangeQueue<Waiter>
    private var nextID: UInt64 = 0
    private var interest: Reactor.Interest = .read
    private var isFlushQueued = false
    private var timer: (token: TimerToken, due: ContinuousClock.Instant)?
    private var lastReceived = ContinuousClock.now
    /// Set once no new request is taken: the connection has ended, or will when its last reply has come.
    private var refusal: RedisError?
    private var hasEnded = false

    /// Runs the actor on its reactor.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { reactor.asUnownedSerialExecutor() }

    init(
        over transport: sending any ByteTransport,
        name: String,
        settings: RedisSettings,
        reactor: Reactor
    ) throws(RedisError) {
        reader = try ReplyReader()
        self.reactor = reactor
        self.name = name
        self.transport = transport
        timeout = settings.timeout
        exchanges = ExchangeQueue(
            limits: .init(commands: settings.commandsInFlight, bytes: settings.bytesInFlight)
        )
    }

    /// Starts to listen to the server.
    func start() {
        watch()
    }

    /// Whether the connection takes commands.
    public var isOpen: Bool { refusal == nil }

    /// Requests that wait for room.
    var waitingCount: Int { exchanges.waitingCount }

    // MARK: - Commands

    /// Sends a command and answers its reply.
    ///
    /// - Parameter timeout: how long the reply may take; that of the settings when nil.
    /// - Throws: `RedisError`, also for an error reply; `CancellationError`.
    public func send(_ command: RedisCommand, within timeout: Duration? = nil) async throws -> RedisValue {
        let reply = try await pipeline([command], within: timeout)[0]
        if let failure = reply.failure { throw failure }
        return reply
    }

    /// Sends commands together and answers their replies, errors among them, in the same order. Scripts go with their
    /// source.
    public func pipeline(_ commands: [RedisCommand], within timeout: Duration? = nil) async throws -> [RedisValue] {
        guard !commands.isEmpty else { return [] }
        let request = RequestBuffer(commands, scripts: .source)
        return try await exchange(request, until: .now.advanced(by: timeout ?? self.timeout))
    }

    /// Sends encoded commands and waits for all of their replies.
    func exchange(_ request: RequestBuffer, until deadline: ContinuousClock.Instant) async throws -> [RedisValue] {
        if let refusal { throw refusal }
        nextID += 1
        let id = nextID
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiter in
                submit(id, request, deadline, waiter)
            }
        } onCancel: {
            // Queued, never run in place: at the earliest after the request has been submitted.
            reactor.execute { self.assumeIsolated { $0.withdraw(id) } }
        }
    }

    private func submit(_ id: UInt64, _ request: RequestBuffer, _ deadline: ContinuousClock.Instant, _ waiter: Waiter) {
        if Task.isCancelled { return waiter.resume(throwing: CancellationError()) }
        exchanges.submit(
            id,
            bytes: request.bytes,
            expecting: request.count,
            at: .now,
            until: deadline,
            waiter: waiter
        )
        setTimer(for: deadline)
        queueFlush()
    }

    private func withdraw(_ id: UInt64) {
        exchanges.withdraw(id)?.resume(throwing: CancellationError())
    }

    // MARK: - Ending

    /// Ends the connection; what waits for a reply fails.
    public func close() {
        end(RedisError(.closed, "the connection to \(name) was closed"))
    }

    /// Takes no more requests, and ends once the last reply has come.
    func retire(_ reason: String) {
        guard refusal == nil else { return }
        refusal = RedisError(.notSent, "\(reason) (\(name))")
        endIfRetired()
    }

    private func endIfRetired() {
        if let refusal, exchanges.isEmpty { end(refusal) }
    }

    /// Ends the connection. What was sent fails with `error`; what was not sent may be sent elsewhere.
    private func end(_ error: RedisError) {
        guard !hasEnded else { return }
        hasEnded = true
        let unsentError =
            switch error.code {
            case .closed, .notSent: error
            default: RedisError(.notSent, "\(error.message), before the command was sent")
            }
        refusal = unsentError
        transport.close()
        if let timer { reactor.cancel(timer.token) }
        timer = nil
        outgoing = []
        let (sent, unsent) = exchanges.removeAll()
        for waiter in sent { waiter.resume(throwing: error) }
        for waiter in unsent { waiter.resume(throwing: unsentError) }
    }

    // MARK: - Writing

    /// Writes when the reactor has run everything that is queued now: what other tasks submit until then goes along.
    private func queueFlush() {
        guard !isFlushQueued else { return }
        isFlushQueued = true
        reactor.execute { [weak self] in self?.assumeIsolated { $0.flush() } }
    }

    private func flush() {
        isFlushQueued = false
        guard !hasEnded else { return }
        exchanges.admit(into: &outgoing)
        do throws(RedisError) {
            try writeOutgoing()
        } catch {
            end(RedisError(.connectionLost, "\(error.message) (\(name))"))
        }
    }

    private func writeOutgoing() throws(RedisError) {
        while written < outgoing.count {
            // The array's own method does not pass the type of an error on.
            let transfer = outgoing.withUnsafeBytes { bytes in
                Result { () throws(RedisError) in
                    try transport.send(UnsafeRawBufferPointer(rebasing: bytes[written...]))
                }
            }
            switch try transfer.get() {
            case .moved(let count): written += count
            case .blocked(let needed): return want(needed.union(.read))
            case .ended: throw RedisError(.connectionLost, "the server closed the connection")
            }
        }
        // A buffer that has grown for a large pipeline is given back.
        outgoing.removeAll(keepingCapacity: outgoing.capacity <= 1 << 20)
        written = 0
        want(.read)
    }

    // MARK: - Reading

    private func want(_ interest: Reactor.Interest) {
        guard interest != self.interest else { return }
        self.interest = interest
        watch()
    }

    private func watch() {
        let isWatched = reactor.watch(transport.descriptor, interest) { [weak self] ready in
            self?.assumeIsolated { $0.becameReady(ready) }
        }
        if !isWatched { end(RedisError(.connectionLost, "the reactor has stopped")) }
    }

    private func becameReady(_ ready: Reactor.Interest) {
        guard !hasEnded else { return }
        do throws(RedisError) {
            try readReplies()
        } catch {
            return end(RedisError(error.code, "\(error.message) (\(name))"))
        }
        // Replies gave credit back, or the socket takes more.
        flush()
        endIfRetired()
    }

    private func readReplies() throws(RedisError) {
        for _ in 0..<Self.readsPerTurn {
            switch try transport.receive(into: input.bytes) {
            case .moved(let count):
                lastReceived = .now
                try take(UnsafeRawBufferPointer(rebasing: input.bytes[..<count]))
                if count < input.bytes.count { return }
            case .blocked: return
            case .ended: throw RedisError(.connectionLost, "the server closed the connection")
            }
        }
    }

    private func take(_ bytes: UnsafeRawBufferPointer) throws(RedisError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(ReplyReader.slice)
            rest = rest.dropFirst(part.count)
            try reader.feed(UnsafeRawBufferPointer(rebasing: part))
            while let reply = try reader.next() {
                if reply.failure?.code == .readOnly { retire("the server has become a read-only replica") }
                switch exchanges.accept(reply) {
                case .taken: break
                case .completed(let waiter, let replies): waiter.resume(returning: replies)
                case .unexpected: throw RedisError(.protocolViolation, "the server sent a reply that nobody asked for")
                }
            }
        }
    }

    // MARK: - Deadlines

    /// Makes sure that somebody looks when the deadline passes: one timer for all, since most deadlines never do.
    private func setTimer(for deadline: ContinuousClock.Instant) {
        if let timer {
            guard deadline < timer.due else { return }
            reactor.cancel(timer.token)
        }
        let token = reactor.schedule(at: deadline) { [weak self] in self?.assumeIsolated { $0.expire() } }
        timer = (token, deadline)
    }

    private func expire() {
        timer = nil
        let (waiters, oldestSent, next) = exchanges.expire(at: .now)
        if let next { setTimer(for: next) }
        for waiter in waiters { waiter.resume(throwing: RedisError(.timeout, "\(name) did not answer in time")) }
        // Slow is one thing; a server that has not said a word since is gone, and so are the replies of the others.
        if let oldestSent, lastReceived < oldestSent {
            end(RedisError(.connectionLost, "\(name) has fallen silent"))
        }
    }
}
