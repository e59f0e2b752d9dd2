internal import ConnectorCore
internal import DequeModule

/// Every message that AWS has lent us, from its arrival until AWS has it back or has forgotten it.
///
/// A message waits to be taken, is out with the caller, and then is to be deleted or given back. A value without clocks of
/// its own, so that its rules can be tested alone.
struct HeldMessages: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// Where a message is.
    enum Stage: Hashable, Sendable {
        case waiting
        case out(batch: UInt64)
        case deleting
        case returning
    }

    /// What is known of a message.
    struct Entry: Sendable {
        /// Tells deliveries of one message apart, and orders those of a group.
        let number: UInt64
        var receipt: String
        let group: String?
        var stage: Stage
        /// Until when nobody else gets it; nil when that is lost, or is being asked for.
        var leaseEnd: Instant?
        /// How often its deletion has failed.
        var failures = 0
        let size: Int
    }

    /// A message that is to be given back.
    struct Return: Hashable, Sendable {
        let id: String
        let number: UInt64
        /// For how long AWS shall keep it to itself.
        let seconds: Int
    }

    var entries: [String: Entry] = [:]
    /// What can be taken.
    var waiting: Deque<(id: String, number: UInt64, message: Message)> = []
    private(set) var batches: [UInt64: [String]] = [:]
    /// What is to be deleted and is not on its way.
    var deletes: Deque<String> = []
    /// What is to be given back and is not on its way.
    var returns: Deque<Return> = []
    var waitingBytes = 0
    /// How many wait or are out.
    var lent = 0

    private var lastNumber: UInt64 = 0
    /// Begins anywhere, so that a batch of a session before is not taken for one of this.
    private var lastToken = UInt64.random(in: 0..<1 << 62)

    // MARK: - Arriving

    /// Takes in a message that has been received.
    ///
    /// - Returns: false when it is here already. Then the later delivery counts: it is what AWS goes by.
    mutating func received(
        _ id: String,
        receipt: String,
        group: String?,
        size: Int,
        until leaseEnd: Instant,
        _ message: @autoclosure () -> Message
    ) -> Bool {
        if let known = entries[id], known.stage != .returning {
            entries[id]?.receipt = receipt
            entries[id]?.leaseEnd = leaseEnd
            return false
        }
        lastNumber += 1
        entries[id] = Entry(
            number: lastNumber,
            receipt: receipt,
            group: group,
            stage: .waiting,
            leaseEnd: leaseEnd,
            size: size
        )
        waiting.append((id, lastNumber, message()))
        waitingBytes += size
        lent += 1
        return true
    }

    // MARK: - Handing out

    /// Takes a batch out of what waits.
    mutating func take(upTo limit: Int, bytes: Int) -> Batch? {
        var messages: [Message] = []
        var ids: [String] = []
        var size = 0
        while messages.count < limit, messages.isEmpty || size < bytes, let next = waiting.popFirst() {
            guard let entry = entries[next.id], entry.number == next.number, entry.stage == .waiting else { continue }
            entries[next.id]?.stage = .out(batch: lastToken + 1)
            waitingBytes -= entry.size
            size += entry.size
            messages.append(next.message)
            ids.append(next.id)
        }
        guard !messages.isEmpty else { return nil }
        lastToken += 1
        batches[lastToken] = ids
        return Batch(messages: messages, token: lastToken)
    }

    // MARK: - Settling

    /// Notes that the messages of a batch are to be deleted; a batch that is not known is ignored.
    mutating func settle(_ token: UInt64) {
        for id in out(of: token) {
            entries[id]?.stage = .deleting
            lent -= 1
            deletes.append(id)
        }
    }

    /// Notes that the messages of a batch are to be given back, to come again after so many seconds.
    ///
    /// What came later in the same groups is given back too: it must not overtake them.
    mutating func giveBack(_ token: UInt64, after seconds: Int) {
        let ids = out(of: token)
        var groups: [String: UInt64] = [:]
        for id in ids {
            guard let entry = entries[id] else { continue }
            if let group = entry.group { groups[group] = min(groups[group] ?? .max, entry.number) }
            giveBack(id, after: seconds)
        }
        guard !groups.isEmpty else { return }
        let later = entries.filter { _, entry in
            guard let group = entry.group, let first = groups[group], entry.number > first else { return false }
            return entry.isLent
        }
        for (id, _) in later.sorted(by: { $0.value.number < $1.value.number }) { giveBack(id, after: 0) }
    }

    /// Notes that everything that waits or is out is to be given back at once.
    mutating func giveAllBack() {
        for (id, _) in entries.filter({ $0.value.isLent }).sorted(by: { $0.value.number < $1.value.number }) {
            giveBack(id, after: 0)
        }
        waiting.removeAll()
        batches.removeAll()
    }

    private mutating func giveBack(_ id: String, after seconds: Int) {
        guard let entry = entries[id], entry.isLent else { return }
        if entry.stage == .waiting { waitingBytes -= entry.size }
        entries[id]?.stage = .returning
        lent -= 1
        returns.append(Return(id: id, number: entry.number, seconds: seconds))
    }

    /// The messages of a batch that are still out in it.
    private mutating func out(of token: UInt64) -> [String] {
        (batches.removeValue(forKey: token) ?? []).filter { entries[$0]?.stage == .out(batch: token) }
    }
}

extension HeldMessages.Entry {
    /// Whether it waits or is out: AWS lends it to us and nobody has decided yet.
    var isLent: Bool {
        switch stage {
        case .waiting, .out: true
        case .deleting, .returning: false
        }
    }
}
