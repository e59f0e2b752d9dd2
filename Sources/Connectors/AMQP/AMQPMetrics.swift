internal import CoreMetrics
internal import Metrics

/// The names of the metrics that AMQP consumers report beside those of every consumer.
public enum AMQPMetric {
    /// Gauge: messages that wait in the queue and are with no consumer.
    public static let depth = "longshore_amqp_queue_messages"
}

/// The metrics of one AMQP consumer.
struct AMQPMetrics: Sendable {
    private let gauge: Gauge

    init(dimensions: [(String, String)]) {
        gauge = Gauge(label: AMQPMetric.depth, dimensions: dimensions)
    }

    func depth(_ messages: Int) { gauge.record(messages) }

    /// Takes the gauge off the list: it would stand still for ever.
    func forget() { gauge.destroy() }
}
