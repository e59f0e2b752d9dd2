internal import CoreMetrics
internal import Metrics

/// The names of the metrics that Pub/Sub consumers report beside those of every consumer.
public enum PubSubMetric {
    /// Counter: pulls that were answered, empty ones too.
    public static let pulls = "longshore_pubsub_pulls_total"
    /// Gauge: pulls on their way.
    public static let pullsInFlight = "longshore_pubsub_pulls_in_flight"
    /// Gauge: messages held: fetched, handed out, or settled and not acknowledged yet.
    public static let held = "longshore_pubsub_held"
    /// Counter: requests that were not answered as they should, by `request`; they are made again.
    public static let failures = "longshore_pubsub_request_failures_total"
    /// Counter: messages whose lease had run out before they were acknowledged; they come again.
    public static let lostLeases = "longshore_pubsub_lost_leases_total"
}

/// The metrics of one Pub/Sub consumer.
struct PubSubMetrics: Sendable {
    /// What is asked of Google.
    enum Request: String {
        case pull, acknowledge, modify, token
    }

    private let dimensions: [(String, String)]
    private let pulls: Counter
    private let pullsInFlight: Gauge
    private let held: Gauge
    private let lostLeases: Counter

    init(dimensions: [(String, String)]) {
        self.dimensions = dimensions
        pulls = Counter(label: PubSubMetric.pulls, dimensions: dimensions)
        pullsInFlight = Gauge(label: PubSubMetric.pullsInFlight, dimensions: dimensions)
        held = Gauge(label: PubSubMetric.held, dimensions: dimensions)
        lostLeases = Counter(label: PubSubMetric.lostLeases, dimensions: dimensions)
    }

    func pulled() { pulls.increment() }

    func record(pullsInFlight count: Int, held messages: Int) {
        pullsInFlight.record(count)
        held.record(messages)
    }

    func lostLeases(_ count: Int) {
        if count > 0 { lostLeases.increment(by: count) }
    }

    func failed(_ request: Request) {
        Counter(label: PubSubMetric.failures, dimensions: dimensions + [("request", request.rawValue)]).increment()
    }
}
