internal import Domain

/// One event on its way to one endpoint, as this worker holds it.
struct Delivery: Sendable {
    /// Derived from event and endpoint, and a replay's job: a repeat of the work makes the same one, another job another.
    let id: ULID
    let event: Envelope
    let route: Route
    /// Attempts made before.
    var attempts: Int
    /// Those of them that do not count for the policy: made before a manual resend.
    var attemptsBefore: Int
    var lastStatus: Int?
    /// The intake entries that wait for this delivery's row; none when it came from the schedule, where it has one.
    var tickets: [EntryLedger.Ticket]
    /// Whether the schedule in Redis may know it.
    var wasScheduled: Bool

    init(event: Envelope, route: Route, ticket: EntryLedger.Ticket) {
        id =
            if let job = event.replay?.job {
                .derived(at: event.id.timestamp, from: event.id, route.destination.id, salt: job)
            } else {
                .derived(at: event.id.timestamp, from: event.id, route.destination.id)
            }
        self.event = event
        self.route = route
        attempts = 0
        attemptsBefore = 0
        tickets = [ticket]
        wasScheduled = false
    }

    init(id: ULID, event: Envelope, route: Route, attempts: Int, attemptsBefore: Int, lastStatus: Int?) {
        self.id = id
        self.event = event
        self.route = route
        self.attempts = attempts
        self.attemptsBefore = attemptsBefore
        self.lastStatus = lastStatus
        tickets = []
        wasScheduled = true
    }
}
