import CoreMetrics
import Metrics
import Testing

@testable import Telemetry

@Suite("Prometheus metrics", .timeLimit(.minutes(1)))
struct PrometheusMetricsTests {
    @Test("writes counters, gauges and their labels sorted by name and label")
    func expositionIsSorted() {
        let metrics = PrometheusMetrics()
        Counter(label: "worker.deliveries", dimensions: [("outcome", "success"), ("kind", "first")], factory: metrics)
            .increment(by: 3)
        Counter(label: "worker.deliveries", dimensions: [("outcome", "failure"), ("kind", "first")], factory: metrics)
            .increment()
        Gauge(label: "intake.entries", factory: metrics).record(12)
        Meter(label: "kafka.lag", dimensions: [("partition", "0")], factory: metrics).set(2.5)
        metrics.describe("intake_entries", "Entries that wait.\nNot yet taken.")

        #expect(
            metrics.exposition() == #"""
                # HELP intake_entries Entries that wait.\nNot yet taken.
                # TYPE intake_entries gauge
                intake_entries 12
                # TYPE kafka_lag gauge
                kafka_lag{partition="0"} 2.5
                # TYPE worker_deliveries_total counter
                worker_deliveries_total{kind="first",outcome="failure"} 1
                worker_deliveries_total{kind="first",outcome="success"} 3
                # HELP telemetry_overflowed_series_total Series refused because their metric had too many already.
                # TYPE telemetry_overflowed_series_total counter
                telemetry_overflowed_series_total 0

                """#
        )
    }

    @Test("gives equal texts for equal states")
    func expositionIsDeterministic() {
        func filled(_ order: [Int]) -> String {
            let metrics = PrometheusMetrics()
            for number in order {
                Counter(label: "seen", dimensions: [("number", "\(number)")], factory: metrics).increment()
            }
            return metrics.exposition()
        }
        #expect(filled(Array(0..<50)) == filled(Array((0..<50).reversed())))
    }

    @Test("counts a duration in every bucket at or above it, in seconds")
    func timerBuckets() {
        let metrics = PrometheusMetrics(buckets: ["send_seconds": HistogramBuckets([1, 0.1])])
        let timer = Metrics.Timer(label: "send", factory: metrics)
        timer.recordMilliseconds(100)
        timer.recordMilliseconds(500)
        timer.recordSeconds(7)

        let lines = metrics.exposition().split(separator: "\n")
        #expect(lines.contains(#"send_seconds_bucket{le="0.1"} 1"#))
        #expect(lines.contains(#"send_seconds_bucket{le="1"} 2"#))
        #expect(lines.contains(#"send_seconds_bucket{le="+Inf"} 3"#))
        #expect(lines.contains("send_seconds_count 3"))
        #expect(lines.contains("send_seconds_sum 7.6"))
    }

    @Test("folds new label values into one series when a metric has too many")
    func cardinalityIsBounded() {
        let metrics = PrometheusMetrics(seriesLimit: 3)
        for number in 0..<10 {
            Counter(label: "seen", dimensions: [("path", "/\(number)")], factory: metrics).increment()
        }

        let lines = metrics.exposition().split(separator: "\n").filter { $0.hasPrefix("seen_total") }
        #expect(lines.count == 4)
        #expect(lines.contains(#"seen_total{path="overflow"} 7"#))
        #expect(metrics.exposition().contains("telemetry_overflowed_series_total 7\n"))
    }

    @Test("shares one series among metrics of the same name and labels, and drops it with the last of them")
    func seriesAreShared() {
        let metrics = PrometheusMetrics()
        let first = Counter(label: "seen", dimensions: [("a", "1"), ("b", "2")], factory: metrics)
        let second = Counter(label: "seen", dimensions: [("b", "2"), ("a", "1")], factory: metrics)
        first.increment()
        second.increment()
        #expect(metrics.exposition().contains("seen_total{a=\"1\",b=\"2\"} 2\n"))

        first.destroy()
        #expect(metrics.exposition().contains("seen_total"))
        second.destroy()
        #expect(!metrics.exposition().contains("seen_total"))
    }

    @Test("hides a metric whose name another kind has already")
    func kindsDoNotMix() {
        let metrics = PrometheusMetrics()
        Gauge(label: "seen_total", factory: metrics).record(5)
        Counter(label: "seen", factory: metrics).increment()
        #expect(metrics.exposition().contains("# TYPE seen_total gauge\nseen_total 5\n"))
        #expect(!metrics.exposition().contains("seen_total 1\n"))
    }

    @Test("makes legal names and values of whatever it gets")
    func namesAndValuesAreLegal() {
        let metrics = PrometheusMetrics()
        Gauge(label: "9 lives", dimensions: [("a-b", "say \"hi\"\\\n")], factory: metrics).record(Double.infinity)
        #expect(metrics.exposition().contains("_9_lives{a_b=\"say \\\"hi\\\"\\\\\\n\"} +Inf\n"))
    }

    @Test("loses no increment of many tasks")
    func countsConcurrently() async {
        let metrics = PrometheusMetrics()
        let counter = Counter(label: "seen", factory: metrics)
        let timer = Metrics.Timer(label: "took", factory: metrics)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<10_000 {
                        counter.increment()
                        timer.recordSeconds(1)
                    }
                }
            }
        }
        let text = metrics.exposition()
        #expect(text.contains("seen_total 80000\n"))
        #expect(text.contains("took_seconds_sum 80000\n"))
        #expect(text.contains("took_seconds_count 80000\n"))
    }

    @Test("knows the memory and processor time of its own process")
    func processMetrics() throws {
        let metrics = PrometheusMetrics()
        ProcessMetrics.add(to: metrics, version: "1.2.3")
        let lines = metrics.exposition().split(separator: "\n")
        let resident = try #require(lines.first { $0.hasPrefix("process_resident_memory_bytes ") })
        #expect(try #require(Double(resident.split(separator: " ")[1])) > 1_000_000)
        #expect(lines.contains(#"longshore_build_info{version="1.2.3"} 1"#))
        #expect(lines.contains { $0.hasPrefix("process_cpu_seconds_total ") })
    }
}
