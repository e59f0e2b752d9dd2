internal import ConnectorCore
internal import DequeModule
internal import Domain

/// What a session holds: messages that wait to be handed out, batches that are out, and their leases.
struct Holdings: Sendable {
    /// A lease by our own number and by Google's.
    struct Lease: Hashable, Sendable {
        let number: UInt64
        let ackID: String
    }

    private struct Held {
        let ackID: String
        let key: Bytes?
        let size: Int
        var renewal: ContinuousClock.Instant
        var isSettled = false
    }

    private var held: [UInt64: Held] = [:]
    private var waiting: Deque<(number: UInt64, message: Message)> = []
    private var batches: [UInt64: [UInt64]] = [:]
    private var lastNumber: UInt64 = 0
    /// Tokens of one session mean nothing to the next.
    private var lastToken = UInt64.random(in: .min ... .max)
    /// The bytes of all that is held.
    private(set) var bytes = 0

    /// How many messages are held, in whatever state.
    var count: Int { held.count }
    /// How many wait to be handed out.
    var waitingCount: Int { waiting.count }

    // MARK: - Messages

    /// Takes messages in; their leases are to be renewed at `renewal`.
    mutating func arrived(_ messages: [PulledMessage], renewal: ContinuousClock.Instant) {
        for pulled in messages {
            lastNumber += 1
            let entry = Held(ackID: pulled.ackID, key: pulled.message.key, size: pulled.size, renewal: renewal)
            held[lastNumber] = entry
            bytes += entry.size
            waiting.append((lastNumber, pulled.message))
        }
    }

    /// Hands messages out, at most `limit` and about `maximumBytes`, but always one; nil when none wait.
    mutating func handOut(_ limit: Int, bytes maximumBytes: Int) -> Batch? {
        var (messages, numbers, size): ([Message], [UInt64], Int) = ([], [], 0)
        while messages.count < max(1, limit), size < maximumBytes, let next = waiting.popFirst() {
            guard let entry = held[next.number] else { continue }
            messages.append(next.message)
            numbers.append(next.number)
            size += entry.size
        }
        guard !messages.isEmpty else { return nil }
        lastToken &+= 1
        batches[lastToken] = numbers
        return Batch(messages: messages, token: lastToken)
    }

    /// A batch is settled for good: its leases are kept until they are acknowledged. Unknown batches give nothing.
    mutating func accept(_ token: UInt64) -> [Lease] {
        let numbers = batches.removeValue(forKey: token) ?? []
        for number in numbers { held[number]?.isSettled = true }
        return numbers.compactMap(lease)
    }

    /// A batch shall come again. With it goes what waits here of the same keys: it would overtake.
    mutating func giveBack(_ token: UInt64) -> [Lease] {
        let numbers = batches.removeValue(forKey: token) ?? []
        let keys = Set(numbers.compactMap { held[$0]?.key })
        var leases = numbers.compactMap(lease)
        if !keys.isEmpty {
            for (number, message) in waiting where message.key.map(keys.contains) == true {
                lease(number).map { leases.append($0) }
            }
            waiting.removeAll { $0.message.key.map(keys.contains) == true }
        }
        forget(leases)
        return leases
    }

    // MARK: - Leases

    /// The leases that are to be renewed, which are next looked at at `next`.
    mutating func due(at now: ContinuousClock.Instant, next: ContinuousClock.Instant) -> [Lease] {
        var due: [Lease] = []
        for (number, entry) in held where entry.renewal <= now {
            held[number]?.renewal = next
            due.append(Lease(number: number, ackID: entry.ackID))
        }
        return due
    }

    /// Leases were not renewed: they are to be looked at sooner.
    mutating func renew(_ leases: [Lease], at time: ContinuousClock.Instant) {
        for lease in leases { held[lease.number]?.renewal = time }
    }

    /// Leases are acknowledged, or lost: a message that still waits here is dropped, since it comes again.
    mutating func forget(_ leases: [Lease]) {
        for lease in leases {
            guard let entry = held.removeValue(forKey: lease.number) else { continue }
            bytes -= entry.size
        }
    }

    /// Everything that is not settled, given up in the order in which it came.
    mutating func giveUp() -> [Lease] {
        let leases = held.filter { !$0.value.isSettled }.keys.sorted().compactMap(lease)
        forget(leases)
        waiting.removeAll()
        batches.removeAll()
        return leases
    }

    private func lease(_ number: UInt64) -> Lease? {
        held[number].map { Lease(number: number, ackID: $0.ackID) }
    }
}
