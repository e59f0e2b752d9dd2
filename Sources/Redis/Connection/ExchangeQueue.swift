/// The requests of one connection: those that wait for room, those that wait for replies, and which reply is whose.
///
/// A value without any I/O. Replies come in the order of requests; a request whose waiter is gone keeps its place, so
/// that its replies are dropped and nobody else gets them. Room is credit in commands and bytes: a request holds its
/// share from the moment its bytes are taken for writing until its last reply.
struct ExchangeQueue<Waiter> {
    typealias Instant = ContinuousClock.Instant

    /// How much may be in flight at once.
    struct Limits {
        var commands: Int
        var bytes: Int
    }

    /// What a reply led to.
    enum Acceptance {
        /// More replies of the request are to come, or its waiter is gone.
        case taken
        /// The last reply of a request.
        case completed(Waiter, [RedisValue])
        /// Nobody asked.
        case unexpected
    }

    private struct Exchange {
        let id: UInt64
        var bytes: [UInt8]
        let size: Int
        let expected: Int
        let submitted: Instant
        let deadline: Instant
        var waiter: Waiter?
        var received = 0
        var replies: [RedisValue] = []

        /// Gives up the waiter and everything that was kept for it.
        mutating func abandon() -> Waiter? {
            bytes = []
            replies = []
            return waiter.take()
        }
    }

    let limits: Limits
    private var waiting = Fifo<Exchange>()
    private var flying = Fifo<Exchange>()
    private(set) var commandsInFlight = 0
    private(set) var bytesInFlight = 0

    init(limits: Limits) {
        self.limits = limits
    }

    /// Requests that are not sent yet.
    var waitingCount: Int { waiting.count }

    var isEmpty: Bool { waiting.isEmpty && flying.isEmpty }

    /// Adds a request; ids grow.
    mutating func submit(
        _ id: UInt64,
        bytes: [UInt8],
        expecting expected: Int,
        at now: Instant,
        until deadline: Instant,
        waiter: Waiter
    ) {
        waiting.append(
            Exchange(
                id: id,
                bytes: bytes,
                size: bytes.count,
                expected: expected,
                submitted: now,
                deadline: deadline,
                waiter: waiter
            )
        )
    }

    /// Moves requests for which there is room to the end of `outgoing`, in their order; one always fits when nothing
    /// flies.
    mutating func admit(into outgoing: inout [UInt8]) {
        while let next = waiting.first {
            if next.waiter != nil {
                let fits =
                    commandsInFlight + next.expected <= limits.commands && bytesInFlight + next.size <= limits.bytes
                guard flying.isEmpty || fits else { return }
            }
            guard var exchange = waiting.popFirst() else { return }
            // Given up before it was sent: it never happened.
            guard exchange.waiter != nil else { continue }
            commandsInFlight += exchange.expected
            bytesInFlight += exchange.size
            if outgoing.isEmpty {
                swap(&outgoing, &exchange.bytes)
            } else {
                outgoing.append(contentsOf: exchange.bytes)
            }
            exchange.bytes = []
            exchange.replies.reserveCapacity(exchange.expected)
            flying.append(exchange)
        }
    }

    /// Hands a reply to the request that is first in flight.
    mutating func accept(_ reply: RedisValue) -> Acceptance {
        let isComplete = flying.modifyFirst { exchange in
            exchange.received += 1
            if exchange.waiter != nil { exchange.replies.append(reply) }
            return exchange.received == exchange.expected
        }
        guard let isComplete else { return .unexpected }
        guard isComplete, let exchange = flying.popFirst() else { return .taken }
        commandsInFlight -= exchange.expected
        bytesInFlight -= exchange.size
        guard let waiter = exchange.waiter else { return .taken }
        return .completed(waiter, exchange.replies)
    }

    /// Takes the waiter off a request, which keeps its place; nil when it has been answered already.
    mutating func withdraw(_ id: UInt64) -> Waiter? {
        let waiter =
            waiting.modify(id, by: { $0.id }) { $0.abandon() } ?? flying.modify(id, by: { $0.id }) { $0.abandon() }
        return waiter ?? nil
    }

    /// Takes the waiters off all requests whose deadline has passed.
    ///
    /// - Returns: the waiters; when the oldest of those in flight was submitted; and when to look again.
    mutating func expire(at now: Instant) -> (waiters: [Waiter], oldestSent: Instant?, next: Instant?) {
        var waiters: [Waiter] = []
        var next: Instant?
        func look(_ exchange: inout Exchange) -> Bool {
            guard exchange.waiter != nil else { return false }
            if exchange.deadline <= now {
                if let waiter = exchange.abandon() { waiters.append(waiter) }
                return true
            }
            next = min(next ?? exchange.deadline, exchange.deadline)
            return false
        }
        var oldestSent: Instant?
        flying.modifyEach { if look(&$0), oldestSent == nil { oldestSent = $0.submitted } }
        waiting.modifyEach { _ = look(&$0) }
        return (waiters, oldestSent, next)
    }

    /// Empties the queue when the connection has ended.
    mutating func removeAll() -> (sent: [Waiter], unsent: [Waiter]) {
        commandsInFlight = 0
        bytesInFlight = 0
        return (flying.removeAll().compactMap(\.waiter), waiting.removeAll().compactMap(\.waiter))
    }
}
