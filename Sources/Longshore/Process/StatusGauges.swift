internal import ConnectorCore
internal import CoreMetrics
internal import Domain
internal import Synchronization
internal import Telemetry

/// Shows Prometheus what `longshore sources` shows people: how each consumer of this process fares. Labels are `source` (its id) and
/// `slot`; what is not known has no series.
///
/// The board is read when the metrics are asked for, and never in between.
final class StatusGauges: Sendable {
    /// A name with its meaning.
    private enum Measure: String, CaseIterable {
        case state = "longshore_source_state"
        case since = "longshore_source_state_since_timestamp_seconds"
        case lagMessages = "longshore_source_lag_messages"
        case lagSeconds = "longshore_source_lag_seconds"
        case rate = "longshore_source_rate"
        case lastMessage = "longshore_source_last_message_timestamp_seconds"
        case nextAttempt = "longshore_source_next_attempt_timestamp_seconds"

        var help: String {
            switch self {
            case .state: "1 for what a consumer is doing: its state, and the code of its error while it has one."
            case .since: "Since when a consumer is in its state."
            case .lagMessages: "Messages that wait in the broker for a consumer."
            case .lagSeconds: "How old the last message was when it arrived."
            case .rate: "Messages per second, over about the last ten seconds."
            case .lastMessage: "When the last message arrived."
            case .nextAttempt: "When a consumer that failed tries again."
            }
        }
    }

    /// What makes a series one.
    private struct Identity: Hashable {
        let measure: Measure
        let consumer: StatusBoard.Key
        var state: String?
        var code: String?

        var labels: [(String, String)] {
            var labels = [("source", consumer.source.description), ("slot", String(consumer.slot))]
            if let state { labels += [("state", state), ("code", code ?? "")] }
            return labels
        }
    }

    private let board: StatusBoard
    private let metrics: PrometheusMetrics
    private let shown = Mutex<[Identity: any MeterHandler]>([:])

    private init(_ board: StatusBoard, _ metrics: PrometheusMetrics) {
        self.board = board
        self.metrics = metrics
    }

    /// Has a board shown whenever the metrics are asked for.
    static func show(_ board: StatusBoard, in metrics: PrometheusMetrics) {
        for measure in Measure.allCases { metrics.describe(measure.rawValue, measure.help) }
        let gauges = StatusGauges(board, metrics)
        metrics.beforeExposition { gauges.update() }
    }

    private func update() {
        let statuses = board.statuses()
        shown.withLock { shown in
            var kept: [Identity: any MeterHandler] = [:]
            for (consumer, status) in statuses {
                for (identity, value) in Self.series(of: consumer, status) {
                    let meter =
                        shown.removeValue(forKey: identity)
                        ?? metrics.makeMeter(label: identity.measure.rawValue, dimensions: identity.labels)
                    meter.set(value)
                    kept[identity] = meter
                }
            }
            for meter in shown.values { metrics.destroyMeter(meter) }
            shown = kept
        }
    }

    private static func series(of consumer: StatusBoard.Key, _ status: SourceStatus) -> [(Identity, Double)] {
        let state = Identity(
            measure: .state,
            consumer: consumer,
            state: status.state.rawValue,
            code: status.errorCode
        )
        let values: [(Measure, Double?)] = [
            (.since, status.since.fractionalSeconds),
            (.lagMessages, status.lag.map(Double.init)),
            (.lagSeconds, status.delay.map { $0 / .seconds(1) }),
            (.rate, status.rate),
            (.lastMessage, status.lastMessage?.fractionalSeconds),
            (.nextAttempt, status.nextAttempt?.fractionalSeconds),
        ]
        return [(state, 1)]
            + values.compactMap { measure, value in
                value.map { (Identity(measure: measure, consumer: consumer), $0) }
            }
    }
}

extension Timestamp {
    fileprivate var fractionalSeconds: Double { Double(microseconds) / 1_000_000 }
}
