internal import DequeModule
internal import Domain

/// What one endpoint has running and waiting in this worker: the bulkhead that keeps a slow receiver to itself.
///
/// The limit follows the receiver: halved by each time-out or refused connection, one more with each answer.
struct Lane {
    /// Requests that an endpoint with a healthy past may have in flight.
    static let maximumLimit = 64
    /// Requests that even a dead endpoint may have in flight: enough to notice that it lives again.
    static let minimumLimit = 2
    /// Deliveries that may wait in memory; more are written as scheduled and come back through the schedule.
    static let waitingLimit = 2_000

    private(set) var inFlight = 0
    private(set) var limit = maximumLimit
    private var waiting: Deque<ULID> = []

    /// Slots for deliveries that are not in memory yet.
    var room: Int { max(0, limit - inFlight - waiting.count) }
    var isIdle: Bool { inFlight == 0 && waiting.isEmpty }

    /// Takes a delivery in; false when the lane is full and the delivery must wait in the schedule.
    mutating func admit(_ delivery: ULID) -> Bool {
        guard waiting.count < Self.waitingLimit else { return false }
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
}
