internal import CoreMetrics
internal import Metrics

/// The metrics of one consumer.
struct ConsumerMetrics: Sendable {
    private let messages: Counter
    private let bytes: Counter
    private let deadLetters: Counter
    private let skipped: Counter
    private let appendFailures: Counter
    private let acceptDuration: Timer
    private let backPressure: Timer
    private let isRunning: Gauge
    private let dimensions: [(String, String)]

    init(dimensions: [(String, String)]) {
        self.dimensions = dimensions
        messages = Counter(label: ConnectorMetric.messages, dimensions: dimensions)
        bytes = Counter(label: ConnectorMetric.bytes, dimensions: dimensions)
        deadLetters = Counter(label: ConnectorMetric.deadLetters, dimensions: dimensions)
        skipped = Counter(label: ConnectorMetric.skipped, dimensions: dimensions)
        appendFailures = Counter(label: ConnectorMetric.appendFailures, dimensions: dimensions)
        acceptDuration = Timer(label: ConnectorMetric.acceptDuration, dimensions: dimensions)
        backPressure = Timer(label: ConnectorMetric.backPressure, dimensions: dimensions)
        isRunning = Gauge(label: ConnectorMetric.isRunning, dimensions: dimensions)
    }

    func running(_ runs: Bool) {
        isRunning.record(runs ? 1 : 0)
    }

    func received(messages count: Int, bytes size: Int) {
        messages.increment(by: count)
        bytes.increment(by: size)
    }

    func mapped(deadLetters dead: Int, skipped count: Int) {
        if dead > 0 { deadLetters.increment(by: dead) }
        if count > 0 { skipped.increment(by: count) }
    }

    func accepted(in duration: Duration) {
        acceptDuration.record(duration: duration)
    }

    func waitedForRoom(_ duration: Duration) {
        backPressure.record(duration: duration)
    }

    func appendFailed() {
        appendFailures.increment()
    }

    func sessionFailed(_ code: ConnectorError.Code) {
        Counter(
            label: ConnectorMetric.sessionFailures,
            dimensions: dimensions + [(ConnectorMetric.Dimension.code, code.rawValue)]
        ).increment()
    }
}
