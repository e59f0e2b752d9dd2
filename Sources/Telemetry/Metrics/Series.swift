internal import CoreMetrics
internal import Synchronization

/// One line, or for a histogram one group of lines, of the exposition.
protocol Series: AnyObject, Sendable {
    /// Appends the samples of this series.
    func render(name: String, labels: LabelSet, into text: inout String)
}

/// A double that many threads change at once.
struct AtomicDouble: ~Copyable {
    private let bits = Atomic<UInt64>(0)

    var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    func set(_ value: Double) {
        bits.store(value.bitPattern, ordering: .relaxed)
    }

    func add(_ amount: Double) {
        var current = bits.load(ordering: .relaxed)
        while true {
            let sum = Double(bitPattern: current) + amount
            let outcome = bits.weakCompareExchange(expected: current, desired: sum.bitPattern, ordering: .relaxed)
            if outcome.exchanged { return }
            current = outcome.original
        }
    }
}

/// A count of whole things; one relaxed addition per increment.
final class CounterSeries: Series, CounterHandler {
    private let count = Atomic<Int64>(0)

    func increment(by amount: Int64) {
        count.wrappingAdd(amount, ordering: .relaxed)
    }

    func reset() {
        count.store(0, ordering: .relaxed)
    }

    func render(name: String, labels: LabelSet, into text: inout String) {
        text += "\(name)\(labels.rendered()) \(count.load(ordering: .relaxed))\n"
    }
}

/// A count of fractions, such as seconds of processor time.
final class FloatingCounterSeries: Series, FloatingPointCounterHandler {
    private let sum = AtomicDouble()

    func increment(by amount: Double) {
        guard amount >= 0, amount.isFinite else { return }
        sum.add(amount)
    }

    func reset() {
        sum.set(0)
    }

    /// For a total that somebody else keeps and never lowers, such as the kernel.
    func set(_ total: Double) {
        sum.set(total)
    }

    func render(name: String, labels: LabelSet, into text: inout String) {
        text += "\(name)\(labels.rendered()) \(SampleValue.text(sum.value))\n"
    }
}

/// A value that goes up and down; also what swift-metrics calls a meter or a recorder that does not aggregate.
final class GaugeSeries: Series, MeterHandler, RecorderHandler {
    private let current = AtomicDouble()

    func set(_ value: Int64) { current.set(Double(value)) }
    func set(_ value: Double) { current.set(value) }
    func increment(by amount: Double) { current.add(amount) }
    func decrement(by amount: Double) { current.add(-amount) }
    func record(_ value: Int64) { current.set(Double(value)) }
    func record(_ value: Double) { current.set(value) }

    func render(name: String, labels: LabelSet, into text: inout String) {
        text += "\(name)\(labels.rendered()) \(SampleValue.text(current.value))\n"
    }
}
