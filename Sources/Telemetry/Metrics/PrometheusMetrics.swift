public import CoreMetrics
internal import Synchronization

/// Keeps the program's metrics and writes them as Prometheus text, version 0.0.4.
///
/// Thread-safe. Making a metric takes a lock; recording through one is a few relaxed atomic operations. One name has at
/// most ``seriesLimit`` series: beyond it, new label values share one series with the value `overflow`, so that a label
/// taken from input cannot exhaust memory; the counter `telemetry_overflowed_series_total` says that it happened.
public final class PrometheusMetrics: Sendable {
    /// The media type of ``exposition()``.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// How many series one metric name may have.
    public let seriesLimit: Int

    private let buckets: [String: HistogramBuckets]
    private let overflowed = CounterSeries()
    private let state = Mutex(State())

    private struct State {
        var families: [String: MetricFamily] = [:]
        var help: [String: String] = [:]
        var collectors: [@Sendable () -> Void] = []
    }

    /// Makes an empty registry.
    ///
    /// - Parameters:
    ///   - seriesLimit: how many series one name may have.
    ///   - buckets: bounds for the metrics named here (names as exposed); the others take
    ///     ``HistogramBuckets/durations`` for timers and ``HistogramBuckets/amounts`` for recorders.
    public init(seriesLimit: Int = 1_000, buckets: [String: HistogramBuckets] = [:]) {
        self.seriesLimit = max(1, seriesLimit)
        self.buckets = buckets
    }

    /// Sets the `# HELP` line of a metric, by its name as exposed.
    public func describe(_ name: String, _ help: String) {
        state.withLock { $0.help[name] = help }
    }

    /// Adds work to do before each exposition, such as setting gauges that are cheaper to read than to keep.
    public func beforeExposition(_ collect: @escaping @Sendable () -> Void) {
        state.withLock { $0.collectors.append(collect) }
    }

    /// Everything recorded so far; names and labels are sorted, so that equal states make equal texts.
    public func exposition() -> String {
        for collect in state.withLock({ $0.collectors }) {
            collect()
        }
        let (families, help) = state.withLock { ($0.families, $0.help) }
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) where !family.series.isEmpty {
            Self.renderHead(name, family.kind, help[name], into: &text)
            for (labels, entry) in family.series.sorted(by: { $0.key < $1.key }) {
                entry.series.render(name: name, labels: labels, into: &text)
            }
        }
        let name = "telemetry_overflowed_series_total"
        Self.renderHead(name, .counter, "Series refused because their metric had too many already.", into: &text)
        overflowed.render(name: name, labels: LabelSet([]), into: &text)
        return text
    }

    private static func renderHead(_ name: String, _ kind: MetricFamily.Kind, _ help: String?, into text: inout String)
    {
        if let help {
            let escaped = help.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\\\")
                .split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\n")
            text += "# HELP \(name) \(escaped)\n"
        }
        text += "# TYPE \(name) \(kind.rawValue)\n"
    }

    /// Finds or makes a series. A name already taken by another kind gets a series that is never shown.
    func series<Kept: Series>(
        _ name: String,
        _ kind: MetricFamily.Kind,
        _ dimensions: [(String, String)],
        make: () -> Kept
    ) -> Kept {
        var labels = LabelSet(dimensions)
        let found = state.withLock { state -> Kept? in
            var family = state.families[name] ?? MetricFamily(kind: kind)
            guard family.kind == kind else { return nil }
            if family.series[labels] == nil, family.series.count >= seriesLimit {
                overflowed.increment(by: 1)
                labels = LabelSet(dimensions.map { ($0.0, "overflow") })
            }
            let series = family.use(labels, orMake: make)
            state.families[name] = family
            return series
        }
        return found ?? make()
    }

    private func release(_ handler: AnyObject) {
        state.withLock { state in
            for name in state.families.keys {
                state.families[name]?.release(handler)
            }
        }
    }

    private func buckets(of name: String, else fallback: HistogramBuckets) -> HistogramBuckets {
        buckets[name] ?? fallback
    }
}

// MARK: - What swift-metrics asks for

extension PrometheusMetrics: MetricsFactory {
    /// Makes or finds a counter; its name ends in `_total`.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(MetricName.metric(label, suffix: "_total"), .counter, dimensions) { CounterSeries() }
    }

    /// Makes or finds a counter of fractions; its name ends in `_total`.
    public func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(MetricName.metric(label, suffix: "_total"), .counter, dimensions) { FloatingCounterSeries() }
    }

    /// Makes or finds a gauge.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(MetricName.metric(label), .gauge, dimensions) { GaugeSeries() }
    }

    /// Makes or finds a histogram, or a gauge when nothing is to be aggregated.
    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        let name = MetricName.metric(label)
        guard aggregate else { return series(name, .gauge, dimensions) { GaugeSeries() } }
        return series(name, .histogram, dimensions) { HistogramSeries(buckets(of: name, else: .amounts)) }
    }

    /// Makes or finds a histogram of seconds; its name ends in `_seconds`.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        let name = MetricName.metric(label, suffix: "_seconds")
        return series(name, .histogram, dimensions) { HistogramSeries(buckets(of: name, else: .durations)) }
    }

    /// Forgets one use of a counter; the last one removes the series.
    public func destroyCounter(_ handler: any CounterHandler) { release(handler) }

    /// Forgets one use of a counter; the last one removes the series.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { release(handler) }

    /// Forgets one use of a gauge; the last one removes the series.
    public func destroyMeter(_ handler: any MeterHandler) { release(handler) }

    /// Forgets one use of a recorder; the last one removes the series.
    public func destroyRecorder(_ handler: any RecorderHandler) { release(handler) }

    /// Forgets one use of a timer; the last one removes the series.
    public func destroyTimer(_ handler: any TimerHandler) { release(handler) }
}
