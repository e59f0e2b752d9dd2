internal import CoreMetrics
internal import Metrics
internal import Synchronization

/// The names of the metrics that Kafka consumers report beside those of every consumer.
public enum KafkaMetric {
    /// Gauge: how many messages the group is behind, by `topic` and `partition`.
    public static let lag = "longshore_kafka_lag"
    /// Gauge: how many partitions the consumer has.
    public static let partitions = "longshore_kafka_partitions"
    /// Gauge: messages fetched ahead and not yet taken.
    public static let waiting = "longshore_kafka_prefetched"
    /// Counter: messages received from brokers; more than consumed when some were fetched twice.
    public static let received = "longshore_kafka_received_total"
    /// Counter: bytes of messages received from brokers.
    public static let receivedBytes = "longshore_kafka_received_bytes_total"
    /// Counter: offsets that were not committed at the first attempt.
    public static let commitFailures = "longshore_kafka_commit_failures_total"
}

/// The metrics of one Kafka consumer.
final class KafkaMetrics: Sendable {
    private struct State {
        var lags: [TopicPartition: Gauge] = [:]
        var messages: Int64 = 0
        var bytes: Int64 = 0
    }

    private let dimensions: [(String, String)]
    private let partitions: Gauge
    private let waiting: Gauge
    private let received: Counter
    private let receivedBytes: Counter
    private let commitFailures: Counter
    private let state = Mutex(State())

    init(dimensions: [(String, String)]) {
        self.dimensions = dimensions
        partitions = Gauge(label: KafkaMetric.partitions, dimensions: dimensions)
        waiting = Gauge(label: KafkaMetric.waiting, dimensions: dimensions)
        received = Counter(label: KafkaMetric.received, dimensions: dimensions)
        receivedBytes = Counter(label: KafkaMetric.receivedBytes, dimensions: dimensions)
        commitFailures = Counter(label: KafkaMetric.commitFailures, dimensions: dimensions)
    }

    func commitFailed() {
        commitFailures.increment()
    }

    /// Reports what is known of the partitions that are ours; librdkafka still knows those that were.
    func record(_ statistics: KafkaStatistics, partitions ours: some Collection<TopicPartition>) {
        partitions.record(ours.count)
        let known = statistics.partitions.filter { ours.contains($0.partition) }
        waiting.record(known.reduce(0) { $0 + $1.waiting })
        state.withLock { state in
            received.increment(by: max(0, statistics.messages - state.messages))
            receivedBytes.increment(by: max(0, statistics.bytes - state.bytes))
            state.messages = statistics.messages
            state.bytes = statistics.bytes
            for partition in known {
                guard let lag = partition.lag else { continue }
                gauge(partition.partition, &state).record(lag)
            }
        }
    }

    /// Takes the lag of partitions that are no longer ours off the list: it would stand still for ever.
    func forget(_ partitions: [TopicPartition]) {
        state.withLock { state in
            for partition in partitions { state.lags.removeValue(forKey: partition)?.destroy() }
        }
    }

    private func gauge(_ partition: TopicPartition, _ state: inout State) -> Gauge {
        if let gauge = state.lags[partition] { return gauge }
        let place = [("topic", partition.topic), ("partition", String(partition.partition))]
        let gauge = Gauge(label: KafkaMetric.lag, dimensions: dimensions + place)
        state.lags[partition] = gauge
        return gauge
    }
}
