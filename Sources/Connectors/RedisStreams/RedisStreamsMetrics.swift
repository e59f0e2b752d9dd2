internal import CoreMetrics
internal import Metrics
internal import Synchronization

/// The names of the metrics that Redis Streams consumers report beside those of every consumer.
public enum RedisStreamsMetric {
    /// Gauge: how many entries the group has not read yet, by `stream`.
    public static let lag = "longshore_redis_streams_lag"
    /// Counter: entries that were acknowledged.
    public static let acknowledged = "longshore_redis_streams_acknowledged_total"
}

/// The metrics of one consumer.
final class RedisStreamsMetrics: Sendable {
    private let dimensions: [(String, String)]
    private let acknowledgements: Counter
    private let lags = Mutex<[String: Gauge]>([:])

    init(dimensions: [(String, String)]) {
        self.dimensions = dimensions
        acknowledgements = Counter(label: RedisStreamsMetric.acknowledged, dimensions: dimensions)
    }

    func acknowledged(_ count: Int) {
        acknowledgements.increment(by: count)
    }

    func lags(by count: Int, _ stream: String) {
        lags.withLock { lags in
            let gauge =
                lags[stream] ?? Gauge(label: RedisStreamsMetric.lag, dimensions: dimensions + [("stream", stream)])
            lags[stream] = gauge
            gauge.record(count)
        }
    }

    /// Takes the lag off the list: it would stand still for ever.
    func forget() {
        lags.withLock { lags in
            for gauge in lags.values { gauge.destroy() }
            lags = [:]
        }
    }
}
