internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Telemetry

/// What machines ask without a key: `/healthz`, `/readyz`, `/metrics`.
enum HealthRoutes {
    /// The paths, all of them read with GET.
    static let paths = ["/healthz", "/readyz", "/metrics"]

    /// How long a dependency may take to answer.
    private static let patience: Duration = .seconds(2)

    static func register(on router: Router<GatewayContext>, _ services: GatewayServices) {
        router.get("/healthz") { _, _ in
            APIResponse.ok("alive").response
        }
        router.get("/readyz") { _, _ in
            await readiness(services.healthChecks)
        }
        router.get("/metrics") { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: PrometheusMetrics.contentType],
                body: ResponseBody(byteBuffer: ByteBuffer(string: services.metrics.exposition()))
            )
        }
    }

    /// 200 when everything answers; else 503, saying what does not and why.
    private static func readiness(_ checks: [HealthCheck]) async -> Response {
        let states = await answers(checks)
        let failing = zip(checks, states).compactMap { check, state -> String? in
            if case .failing(let reason) = state { "\(check.name): \(reason)" } else { nil }
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("status", failing.isEmpty)
            writer.member("message", failing.isEmpty ? "ready" : failing.joined(separator: "; "))
            writer.member("data") { writer in
                writer.object { writer in
                    writer.member("checks") { $0.checks(checks, states) }
                }
            }
        }
        return Response(json: writer.bytes, status: failing.isEmpty ? .ok : .serviceUnavailable)
    }

    /// All answers, in the order of the questions; one that does not come in time is a failure.
    private static func answers(_ checks: [HealthCheck]) async -> [HealthState] {
        await withTaskGroup(of: (Int, HealthState).self) { group in
            for (index, check) in checks.enumerated() {
                group.addTask { (index, await check.check()) }
            }
            group.addTask {
                try? await Task.sleep(for: patience)
                return (-1, .ok)
            }
            var states = [HealthState](repeating: .failing("did not answer within \(patience)"), count: checks.count)
            var missing = checks.count
            while missing > 0, let (index, state) = await group.next(), index >= 0 {
                states[index] = state
                missing -= 1
            }
            group.cancelAll()
            return states
        }
    }
}

extension JSONWriter {
    fileprivate mutating func checks(_ checks: [HealthCheck], _ states: [HealthState]) {
        array { writer in
            for (check, state) in zip(checks, states) {
                writer.object { writer in
                    writer.member("name", check.name)
                    switch state {
                    case .ok:
                        writer.member("state", "ok")
                    case .degraded(let reason):
                        writer.member("state", "degraded")
                        writer.member("reason", reason)
                    case .failing(let reason):
                        writer.member("state", "failing")
                        writer.member("reason", reason)
                    }
                }
            }
        }
    }
}
