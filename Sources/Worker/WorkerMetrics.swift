internal import Domain
internal import Metrics
internal import Storage

/// What the worker counts; names are part of the interface to operators.
struct WorkerMetrics: Sendable {
    private let persistedEvents = Counter(label: "longshore_events_persisted_total")
    private let repeatedEvents = Counter(label: "longshore_events_repeated_total")
    private let deadLetterCount = Counter(label: "longshore_dead_letters_total")
    private let attempts = Counter(label: "longshore_attempts_total")
    private let delivered = Counter(label: "longshore_deliveries_total", dimensions: [("outcome", "success")])
    private let retried = Counter(label: "longshore_deliveries_total", dimensions: [("outcome", "retry")])
    private let failed = Counter(label: "longshore_deliveries_total", dimensions: [("outcome", "failure")])
    private let discarded = Counter(label: "longshore_deliveries_total", dimensions: [("outcome", "discarded")])
    private let latency = Timer(label: "longshore_delivery_latency_seconds")
    private let attemptTime = Timer(label: "longshore_attempt_duration_seconds")

    func persisted(_ count: Int) { persistedEvents.increment(by: count) }
    func repeated(_ count: Int) { repeatedEvents.increment(by: count) }
    func deadLetters(_ count: Int) { deadLetterCount.increment(by: count) }

    func recorded(_ batch: [Outcome]) {
        for outcome in batch {
            if let attempt = outcome.attempt {
                attempts.increment()
                attemptTime.recordMicroseconds(attempt.timings.total)
            }
            switch outcome.record.status {
            case .success:
                delivered.increment()
                if let time = outcome.record.latency { latency.recordMicroseconds(time.inMicroseconds) }
            case .retry where outcome.attempt != nil: retried.increment()
            case .failure: failed.increment()
            case .discarded: discarded.increment()
            case .scheduled, .processing, .retry: break
            }
        }
    }
}
