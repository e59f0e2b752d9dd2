internal import CoreMetrics
internal import Metrics

/// The names of the metrics that SQS consumers report beside those of every consumer.
public enum SQSMetric {
    /// Gauge: about how many messages wait in the queue, for all consumers together.
    public static let lag = "longshore_sqs_lag"
    /// Gauge: messages that this consumer holds and has not settled.
    public static let inFlight = "longshore_sqs_in_flight"
    /// Gauge: requests for messages that are out.
    public static let receives = "longshore_sqs_receives"
    /// Counter: requests for messages that brought none.
    public static let emptyReceives = "longshore_sqs_empty_receives_total"
    /// Counter: calls that failed, by `code`.
    public static let failures = "longshore_sqs_call_failures_total"
    /// Counter: deletions of single messages that failed.
    public static let deletionFailures = "longshore_sqs_deletion_failures_total"
    /// Counter: messages whose visibility was extended.
    public static let extensions = "longshore_sqs_extensions_total"
    /// Counter: messages that another consumer may have by now, because they were not extended in time.
    public static let lostLeases = "longshore_sqs_lost_leases_total"
}

/// The metrics of one SQS consumer.
struct SQSMetrics: Sendable {
    private let dimensions: [(String, String)]
    private let lag: Gauge
    private let inFlight: Gauge
    private let receives: Gauge
    private let emptyReceives: Counter
    private let deletionFailures: Counter
    private let extensions: Counter
    private let lostLeases: Counter

    init(dimensions: [(String, String)]) {
        self.dimensions = dimensions
        lag = Gauge(label: SQSMetric.lag, dimensions: dimensions)
        inFlight = Gauge(label: SQSMetric.inFlight, dimensions: dimensions)
        receives = Gauge(label: SQSMetric.receives, dimensions: dimensions)
        emptyReceives = Counter(label: SQSMetric.emptyReceives, dimensions: dimensions)
        deletionFailures = Counter(label: SQSMetric.deletionFailures, dimensions: dimensions)
        extensions = Counter(label: SQSMetric.extensions, dimensions: dimensions)
        lostLeases = Counter(label: SQSMetric.lostLeases, dimensions: dimensions)
    }

    func measured(lag count: Int) { lag.record(count) }

    func holds(_ count: Int, receives running: Int) {
        inFlight.record(count)
        receives.record(running)
    }

    func receivedNothing() { emptyReceives.increment() }

    func failed(_ kind: AWSFailure.Kind) {
        Counter(label: SQSMetric.failures, dimensions: dimensions + [("code", kind.rawValue)]).increment()
    }

    func deletionFailed() { deletionFailures.increment() }

    func extended(_ count: Int) { extensions.increment(by: count) }

    func lostLease() { lostLeases.increment() }

    /// Takes back what would stand still for ever.
    func end() {
        lag.destroy()
        inFlight.destroy()
        receives.destroy()
    }
}
