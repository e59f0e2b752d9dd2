internal import CoreMetrics
internal import HTTPTypes
internal import Telemetry

/// Counts and times the requests of one route; made once, so that a request costs a few atomic operations.
struct RequestMetrics: Sendable {
    private let timer: any TimerHandler
    /// One for each hundred of status codes.
    private let counters: [any CounterHandler]

    init(_ metrics: PrometheusMetrics, method: HTTPRequest.Method, path: String) {
        let labels = [("method", method.rawValue), ("route", path)]
        timer = metrics.makeTimer(label: "longshore_http_request_duration", dimensions: labels)
        counters = (1...5).map { hundred in
            metrics.makeCounter(label: "longshore_http_requests", dimensions: labels + [("status", "\(hundred)xx")])
        }
    }

    /// Notes one request.
    func record(_ status: HTTPResponse.Status, since start: ContinuousClock.Instant) {
        let passed = start.duration(to: .now).components
        timer.recordNanoseconds(passed.seconds * 1_000_000_000 + passed.attoseconds / 1_000_000_000)
        counters[min(max(status.code / 100, 1), 5) - 1].increment(by: 1)
    }

    /// Tells Prometheus what the names mean.
    static func describe(in metrics: PrometheusMetrics) {
        metrics.describe("longshore_http_requests_total", "Requests answered, by route and status.")
        metrics.describe(
            "longshore_http_request_duration_seconds",
            "Time from a request's head to its answer, by route."
        )
    }
}
