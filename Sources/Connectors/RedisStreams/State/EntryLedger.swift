/// What Redis has handed to this consumer and has not been told to forget. A value, so that its rules can be tested alone.
///
/// An entry waits, is out in a batch, waits to be tried again, or is settled and not acknowledged yet. In each of these it counts
/// against the credit and is known, so that it does not come in twice.
struct EntryLedger: Sendable {
    /// Entries that were handed out together.
    struct Handout: Sendable {
        let token: UInt64
        let entries: [StreamEntry]
    }

    private struct Retry: Sendable {
        let due: ContinuousClock.Instant
        let entries: [StreamEntry]
    }

    private let credit: Int
    private var known: Set<EntryPlace> = []
    private var waiting: [StreamEntry] = []
    private var retries: [Retry] = []
    private var batches: [UInt64: [StreamEntry]] = [:]
    private var settled: Set<EntryPlace> = []
    /// Begins anywhere, so that batches of another session are not taken for ours.
    private var lastToken = UInt64.random(in: 0..<(1 << 62))

    init(credit: Int) { self.credit = credit }

    /// How many more entries may be asked for.
    var room: Int { max(0, credit - known.count) }

    /// How many entries are settled and not acknowledged.
    var settledCount: Int { settled.count }

    /// Whether there is neither anything to acknowledge nor anything to try again.
    var isQuiet: Bool { settled.isEmpty && retries.isEmpty }

    /// What is to be kept from others: everything that is not settled.
    var held: Set<EntryPlace> { known.subtracting(settled) }

    /// What is settled and not acknowledged.
    var acknowledgeable: Set<EntryPlace> { settled }

    // MARK: - In

    /// Takes entries in; those that are here already stay as they are.
    ///
    /// - Returns: how many are new.
    @discardableResult
    mutating func admit(_ entries: [StreamEntry]) -> Int {
        let new = entries.filter { known.insert($0.place).inserted }
        waiting += new
        return new.count
    }

    // MARK: - Out

    /// Hands out what waits, the oldest first, up to a count and a size, but always one entry if there is any.
    mutating func take(_ limit: Int, bytes: Int, at now: ContinuousClock.Instant) -> Handout? {
        endRetries(at: now)
        var (count, size) = (0, 0)
        while count < min(limit, waiting.count), count == 0 || size + waiting[count].size <= bytes {
            size += waiting[count].size
            count += 1
        }
        guard count > 0 else { return nil }
        let entries = Array(waiting.prefix(count))
        waiting.removeFirst(count)
        lastToken += 1
        batches[lastToken] = entries
        return Handout(token: lastToken, entries: entries)
    }

    private mutating func endRetries(at now: ContinuousClock.Instant) {
        guard retries.contains(where: { $0.due <= now }) else { return }
        waiting = retries.filter { $0.due <= now }.flatMap(\.entries) + waiting
        retries.removeAll { $0.due <= now }
    }

    /// When the next entries are to be tried again; nil when there are none.
    var nextRetry: ContinuousClock.Instant? { retries.map(\.due).min() }

    // MARK: - Settlement

    /// Notes that a batch is done with; one that is not known is ignored.
    mutating func settle(_ token: UInt64) {
        settled.formUnion((batches.removeValue(forKey: token) ?? []).map(\.place))
    }

    /// Notes that entries need no reading: they were deleted, and only have to be acknowledged.
    mutating func settleUnread(_ places: [EntryPlace]) {
        for place in places where known.insert(place).inserted { settled.insert(place) }
    }

    /// Notes that a batch is to be handed out again later; one that is not known is ignored.
    mutating func retry(_ token: UInt64, at due: ContinuousClock.Instant) {
        guard let entries = batches.removeValue(forKey: token) else { return }
        retries.append(Retry(due: due, entries: entries))
    }

    /// Notes that Redis has forgotten the entries.
    mutating func acknowledged(_ places: some Sequence<EntryPlace>) {
        settled.subtract(places)
        known.subtract(places)
    }

    /// Forgets everything: batches that are settled after this are not known.
    mutating func close() {
        self = EntryLedger(credit: 0)
    }
}
