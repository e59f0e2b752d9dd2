internal import CoreMetrics
internal import Synchronization

/// Observations counted by bucket: a search over at most 16 bounds and two atomic operations each.
final class HistogramSeries: Series, RecorderHandler, TimerHandler {
    private let bounds: [Double]
    private let boundTexts: [String]
    /// One per bound and, behind the last bound in use, the one for everything above.
    private let counts = InlineArray<17, Atomic<UInt64>> { _ in Atomic(0) }
    private let sum = AtomicDouble()

    init(_ buckets: HistogramBuckets) {
        bounds = buckets.bounds
        boundTexts = buckets.bounds.map(SampleValue.text)
    }

    func recordNanoseconds(_ duration: Int64) { observe(Double(duration) / 1e9) }
    func record(_ value: Int64) { observe(Double(value)) }
    func record(_ value: Double) { observe(value) }

    private func observe(_ value: Double) {
        guard !value.isNaN else { return }
        var low = 0
        var high = bounds.count
        while low < high {
            let middle = (low + high) / 2
            if bounds[middle] < value { low = middle + 1 } else { high = middle }
        }
        counts[low].wrappingAdd(1, ordering: .relaxed)
        sum.add(value)
    }

    func render(name: String, labels: LabelSet, into text: inout String) {
        // The total is taken from the buckets read here, so that a scrape never contradicts itself.
        var total: UInt64 = 0
        for index in bounds.indices {
            total += counts[index].load(ordering: .relaxed)
            text += "\(name)_bucket\(labels.rendered(bucket: boundTexts[index])) \(total)\n"
        }
        total += counts[bounds.count].load(ordering: .relaxed)
        text += "\(name)_bucket\(labels.rendered(bucket: "+Inf")) \(total)\n"
        text += "\(name)_sum\(labels.rendered()) \(SampleValue.text(sum.value))\n"
        text += "\(name)_count\(labels.rendered()) \(total)\n"
    }
}
