internal import ConnectorCore
internal import DequeModule

/// What Google has to be told about messages, gathered into few requests; what fails is told again.
struct Outbox: Sendable {
    /// What is said of a message.
    enum Verdict: Hashable, Sendable {
        /// It need not come again.
        case acknowledge
        /// It shall come again after so many seconds.
        case giveBack(seconds: Int)
    }

    /// One request.
    struct Parcel: Hashable, Sendable {
        let verdict: Verdict
        let leases: [Holdings.Lease]

        var ackIDs: [String] { leases.map(\.ackID) }
    }

    /// How many leases one request carries: Google takes up to 512 KiB, and an id has about 200 bytes.
    static let largest = 1_000
    private static let largestBytes = 400 << 10

    private struct Entry {
        let verdict: Verdict
        let lease: Holdings.Lease
        let since: ContinuousClock.Instant
    }

    private let most: Int
    private let patience: Duration
    private var entries: Deque<Entry> = []
    private(set) var inFlight = 0
    private var backoff: Backoff
    private var pausedUntil: ContinuousClock.Instant?
    /// How many leases go together since a request was refused as a whole.
    private var limit = Outbox.largest

    init(_ timing: PubSubTiming) {
        most = timing.settlingRequests
        patience = timing.acknowledgeWait
        backoff = Backoff(initial: timing.retry, maximum: timing.retryLimit)
    }

    /// Nothing is to be said, and nothing on its way.
    var isEmpty: Bool { entries.isEmpty && inFlight == 0 }
    /// How many leases wait to be told.
    var count: Int { entries.count }

    mutating func add(_ verdict: Verdict, _ leases: [Holdings.Lease], at now: ContinuousClock.Instant) {
        entries += leases.map { Entry(verdict: verdict, lease: $0, since: now) }
    }

    /// A request to send now. The first goes at once; while it is on its way others gather, but not for long.
    mutating func next(at now: ContinuousClock.Instant, isFinal: Bool = false) -> Parcel? {
        guard let first = entries.first, inFlight < most else { return nil }
        if !isFinal {
            if let pausedUntil, now < pausedUntil { return nil }
            guard inFlight == 0 || entries.count >= limit || now - first.since >= patience else { return nil }
        }
        var (leases, bytes): ([Holdings.Lease], Int) = ([], 0)
        while leases.count < limit, bytes < Self.largestBytes, let entry = entries.first, entry.verdict == first.verdict
        {
            leases.append(entry.lease)
            bytes += entry.lease.ackID.utf8.count + 3
            entries.removeFirst()
        }
        inFlight += 1
        return Parcel(verdict: first.verdict, leases: leases)
    }

    /// When there may be a request to send; nil when only an answer can bring one.
    var due: ContinuousClock.Instant? {
        guard let first = entries.first, inFlight < most else { return nil }
        let soonest = inFlight == 0 ? first.since : first.since + patience
        return pausedUntil.map { max($0, soonest) } ?? soonest
    }

    // MARK: - Answers

    /// A request was understood.
    mutating func succeeded() {
        inFlight -= 1
        backoff.reset()
        pausedUntil = nil
        limit = min(Self.largest, limit * 2)
    }

    /// A request, or a part of it, has to be made again after a pause.
    mutating func failed(_ parcel: Parcel, _ leases: [Holdings.Lease]? = nil, at now: ContinuousClock.Instant) {
        inFlight -= 1
        putBack(parcel.verdict, leases ?? parcel.leases, at: now)
        pausedUntil = now + backoff.next()
    }

    /// A request was refused for what it says. It is made again in halves, until the culprit is alone.
    ///
    /// - Returns: whether it was alone and is given up.
    mutating func refused(_ parcel: Parcel, at now: ContinuousClock.Instant) -> Bool {
        inFlight -= 1
        limit = max(1, parcel.leases.count / 2)
        guard parcel.leases.count > 1 else { return true }
        putBack(parcel.verdict, parcel.leases, at: now)
        return false
    }

    private mutating func putBack(_ verdict: Verdict, _ leases: [Holdings.Lease], at now: ContinuousClock.Instant) {
        entries.prepend(contentsOf: leases.map { Entry(verdict: verdict, lease: $0, since: now) })
    }
}
