internal import DequeModule
internal import Domain

/// What one endpoint has running and waiting in this worker: the bulkhead that keeps a slow receiver to itself.
///
/// Requests in flight follow the receiver: halved by each time-out or refused connection, one more with each answer. What waits
/// behind them is no more than the receiver takes within `patience`: the rest goes to the schedule, where it keeps no
/// intake entry. A receiver that keeps up is never sent that way round, which costs three times the writes.
struct Lane {
    /// Requests that an endpoint with a healthy past may have in flight.
    static let maximumLimit = 64
    /// Requests that even a dead endpoint may have in flight: enough to notice that it lives again.
    static let minimumLimit = 2
    /// Deliveries that may wait in memory, however fast the receiver is.
    static let maximumWaiting = 2_500
    /// Deliveries that may wait for a receiver that answers nothing.
    static let minimumWaiting = 64
    /// How long a delivery may have to wait for those before it.
    static let patience: Duration = .seconds(2)

    private(set) var inFlight = 0
    private(set) var limit = maximumLimit
    /// Deliveries that may wait now.
    private(set) var waitingLimit = maximumWaiting
    private var waiting: Deque<ULID> = []
    private var pace = Pace()

    /// How many deliveries may be fetched from the schedule now: behind those in flight as many again, so that a receiver that
    /// answers need not wait for the fetching, and none for the sake of a few.
    var room: Int {
        let ahead = limit == Self.maximumLimit ? limit : 0
        let free = limit + ahead - inFlight - waiting.count
        return free >= max(1, limit / 4) ? free : 0
    }
    var isIdle: Bool { inFlight == 0 && waiting.isEmpty }

    /// Takes a delivery in; false when the lane is full and the delivery must wait in the schedule.
    mutating func admit(_ delivery: ULID, now: ContinuousClock.Instant) -> Bool {
        takePace(now)
        guard waiting.count < waitingLimit else { return false }
        waiting.append(delivery)
        return true
    }

    /// The next delivery to send now, if a slot is free.
    mutating func start() -> ULID? {
        guard inFlight < limit, let next = waiting.popFirst() else { return nil }
        inFlight += 1
        return next
    }

    /// Gives a slot back. `answered`: the receiver answered at all, with whatever status.
    mutating func finish(answered: Bool) {
        inFlight -= 1
        pace.ended(1)
        limit = answered ? min(Self.maximumLimit, limit + 1) : max(Self.minimumLimit, limit / 2)
    }

    /// Takes out a delivery that has waited too long; false when it is not waiting.
    ///
    /// Deliveries leave in the order they came, so one whose time is up stands at the front or close to it.
    mutating func withdraw(_ delivery: ULID) -> Bool {
        guard let index = waiting.firstIndex(of: delivery) else { return false }
        waiting.remove(at: index)
        return true
    }

    /// A pace says something only of a time throughout which deliveries waited.
    private mutating func takePace(_ now: ContinuousClock.Instant) {
        if waiting.isEmpty {
            pace.reset()
            waitingLimit = Self.maximumWaiting
        } else if let count = pace.look(at: now, within: Self.patience) {
            waitingLimit = min(max(count, Self.minimumWaiting), Self.maximumWaiting)
        }
    }
}
