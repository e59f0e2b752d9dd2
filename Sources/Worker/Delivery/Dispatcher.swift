internal import DequeModule
internal import Domain
internal import HTTP
internal import Logging
internal import Reactor

/// Sends deliveries and tells how they ended. Lives on the thread of the HTTP client: between a delivery handed in and its
/// outcome handed out there is no change of thread and no task.
///
/// Each endpoint has a lane of its own; a lane that is full, or a delivery that takes longer than `grace`, never keeps an
/// intake entry: the delivery gets a row that says "scheduled" or "processing", and the entry goes.
actor Dispatcher {
    /// How long an intake entry waits for the outcome of its deliveries.
    static let grace = Lane.patience
    /// Time beyond a request's own deadline after which a delivery in flight counts as lost with its worker.
    static let leaseMargin: Duration = .seconds(15)

    private struct Active {
        var delivery: Delivery
        var isStarted = false
        var startedAt = Timestamp(microseconds: 0)
        var token: HTTPRequestToken?
        var request: HTTPRequest?
    }

    nonisolated let reactor: Reactor
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe reactor.asUnownedSerialExecutor() }

    private let client: HTTPClient
    private let outcomes: OutcomeQueue
    private let userAgent: String
    private var lanes: [ULID: Lane] = [:]
    private var active: [ULID: Active] = [:]
    private var overdue: Deque<(at: ContinuousClock.Instant, delivery: ULID)> = []
    private var isClosing = false

    init(client: HTTPClient, outcomes: OutcomeQueue, reactor: Reactor, userAgent: String) {
        self.client = client
        self.outcomes = outcomes
        self.reactor = reactor
        self.userAgent = userAgent
    }

    /// Deliveries in this worker, waiting or in flight.
    var count: Int { active.count }

    // MARK: - In

    /// Takes deliveries in. Every one of them leads to at least one outcome.
    func submit(_ deliveries: [Delivery]) {
        let instant = ContinuousClock.now
        var touched: Set<ULID> = []
        for delivery in deliveries {
            // The same work came twice, by a repeat of the broker: one request serves both.
            if active[delivery.id] != nil {
                active[delivery.id]?.delivery.tickets.append(contentsOf: delivery.tickets)
                continue
            }
            admit(delivery, at: instant)
            touched.insert(delivery.route.destination.id)
        }
        for endpoint in touched { fill(endpoint) }
    }

    /// How many more deliveries an endpoint can take from the schedule now.
    func room(for endpoint: ULID) -> Int {
        isClosing ? 0 : lanes[endpoint]?.room ?? Lane.maximumLimit
    }

    private func admit(_ delivery: Delivery, at instant: ContinuousClock.Instant) {
        let destination = delivery.route.destination
        let now = Timestamp.now()
        if isClosing {
            outcomes.append(.postponed(delivery, until: now, reason: "the worker stopped", now: now))
            return
        }
        switch destination.state {
        case .active: break
        case .paused:
            outcomes.append(.postponed(delivery, until: now, reason: "the endpoint is paused", now: now))
            return
        case .inactive:
            outcomes.append(.discarded(delivery, reason: "the endpoint is inactive", now: now))
            return
        }
        guard lanes[destination.id, default: Lane()].admit(delivery.id, now: instant) else {
            outcomes.append(.postponed(delivery, until: now, reason: "the endpoint is busy", now: now))
            return
        }
        active[delivery.id] = Active(delivery: delivery)
        if !delivery.tickets.isEmpty { overdue.append((instant + Self.grace, delivery.id)) }
    }

    // MARK: - Out

    private func fill(_ endpoint: ULID) {
        while let id = lanes[endpoint]?.start() { start(id) }
    }

    private func start(_ id: ULID) {
        guard var entry = active[id] else { return }
        let now = Timestamp.now()
        let request = DeliveryRequest.make(for: entry.delivery, userAgent: userAgent, now: now)
        entry.isStarted = true
        entry.startedAt = now
        entry.request = request
        active[id] = entry
        let token = client.start(request) { [weak self] result in
            self?.assumeIsolated { $0.ended(id, result) }
        }
        active[id]?.token = token
    }

    private func ended(_ id: ULID, _ result: Result<HTTPResponse, HTTPError>) {
        guard let entry = active.removeValue(forKey: id), let request = entry.request else { return }
        let endpoint = entry.delivery.route.destination.id
        let now = Timestamp.now()
        if case .failure(let error) = result, error.code == .cancelled {
            outcomes.append(.postponed(entry.delivery, until: now, reason: "the worker stopped", now: now))
            lanes[endpoint]?.finish(answered: true)
        } else {
            outcomes.append(
                .attempted(entry.delivery, request: request, result: result, startedAt: entry.startedAt, now: now)
            )
            lanes[endpoint]?.finish(answered: (try? result.get()) != nil)
        }
        fill(endpoint)
        if lanes[endpoint]?.isIdle == true, lanes.count > 10_000 { lanes[endpoint] = nil }
    }

    // MARK: - Time

    /// Gives every delivery whose grace is over a row, so that its intake entry can go. Called several times a second.
    func releaseOverdue() {
        let instant = ContinuousClock.now
        let now = Timestamp.now()
        while let first = overdue.first, first.at <= instant {
            overdue.removeFirst()
            guard var entry = active[first.delivery], !entry.delivery.tickets.isEmpty else { continue }
            let endpoint = entry.delivery.route.destination.id
            if entry.isStarted {
                let leaseEnds = now.adding(entry.delivery.route.destination.timeout + Self.leaseMargin)
                outcomes.append(.opened(entry.delivery, leaseEnds: leaseEnds, now: now))
                entry.delivery.tickets = []
                entry.delivery.wasScheduled = true
                active[first.delivery] = entry
            } else if lanes[endpoint]?.withdraw(first.delivery) == true {
                active[first.delivery] = nil
                outcomes.append(.postponed(entry.delivery, until: now, reason: "the endpoint is busy", now: now))
            }
        }
    }

    // MARK: - End

    /// Lets what is in flight end until the deadline, then aborts it; what has not ended goes back to the schedule.
    func close(by deadline: ContinuousClock.Instant) async {
        isClosing = true
        let now = Timestamp.now()
        for (id, entry) in active where !entry.isStarted {
            _ = lanes[entry.delivery.route.destination.id]?.withdraw(id)
            active[id] = nil
            outcomes.append(.postponed(entry.delivery, until: now, reason: "the worker stopped", now: now))
        }
        while !active.isEmpty, ContinuousClock.now < deadline {
            try? await reactor.sleep(until: min(deadline, ContinuousClock.now + .milliseconds(20)))
        }
        for entry in active.values { if let token = entry.token { client.cancel(token) } }
        let giveUp = ContinuousClock.now + .seconds(1)
        while !active.isEmpty, ContinuousClock.now < giveUp {
            try? await reactor.sleep(until: ContinuousClock.now + .milliseconds(5))
        }
    }
}
