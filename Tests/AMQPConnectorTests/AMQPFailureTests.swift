import ConnectorCore
import Testing

@testable import AMQPConnector

@Suite("What RabbitMQ refuses, in words")
struct AMQPFailureTests {
    private func settings() -> AMQPSettings {
        var settings = AMQPSettings(hosts: [.init(name: "h", port: 5_672)], queue: "orders")
        settings.identity = .plain(username: "app", password: "very-secret")
        settings.virtualHost = "shop"
        return settings
    }

    @Test(
        "each refusal has its code, and names what it is about",
        arguments: [
            (.loggingIn, 403, "ACCESS_REFUSED", .credentials, "password"),
            (.loggingIn, 530, "NOT_ALLOWED - vhost shop not found", .missing, "`shop`"),
            (.loggingIn, 530, "NOT_ALLOWED - access to vhost 'shop' refused for user 'app'", .forbidden, "`app`"),
            (.consuming, 403, "ACCESS_REFUSED", .forbidden, "read queue `orders`"),
            (.declaring, 403, "ACCESS_REFUSED", .forbidden, "configure queue `orders`"),
            (.declaring, 404, "NOT_FOUND - no queue 'orders'", .missing, "`orders`"),
            (.binding(exchange: "x"), 404, "NOT_FOUND - no exchange 'x'", .missing, "`x`"),
            (.declaring, 404, "home node of durable queue is down or inaccessible", .disconnected, "`orders`"),
            (.declaring, 406, "inequivalent arg 'durable'", .configuration, "arg 'durable'"),
            (.consuming, 406, "delivery acknowledgement on channel 1 timed out", .timeout, "consumer_timeout"),
            (.declaring, 405, "RESOURCE_LOCKED", .configuration, "exclusive"),
            (.consuming, 320, "CONNECTION_FORCED", .disconnected, "operator"),
        ] as [(AMQPFailure.Step, Int, String, ConnectorError.Code, String)]
    )
    func refusals(
        _ step: AMQPFailure.Step,
        _ code: Int,
        _ text: String,
        _ expected: ConnectorError.Code,
        _ part: String
    ) {
        let error = AMQPFailure(step: step, origin: .broker(code: code), text: text).connectorError(settings())
        #expect(error.code == expected)
        #expect(error.message.contains(part), "\(error.message)")
        #expect(!error.message.contains("very-secret"))
    }

    @Test("what another server may do better is tried there, what holds for all is not")
    func elsewhere() {
        func may(_ step: AMQPFailure.Step, _ origin: AMQPFailure.Origin, _ text: String = "") -> Bool {
            AMQPFailure(step: step, origin: origin, text: text).mayPassElsewhere
        }
        #expect(may(.connecting, .library(.unreachable)))
        #expect(may(.loggingIn, .broker(code: 541)))
        #expect(may(.declaring, .broker(code: 404), "queue 'q' in vhost '/' is down or inaccessible"))
        #expect(!may(.loggingIn, .broker(code: 403)))
        #expect(!may(.declaring, .broker(code: 404), "no queue"))
        #expect(!may(.tls, .file(setting: "tls.ca_file")))
    }

    @Test("several hosts' failures are told together, what needs a person first")
    func summary() {
        let (first, second) = (AMQPSettings.Host(name: "a", port: 1), AMQPSettings.Host(name: "b", port: 2))
        let error = AMQPOpening.summary(of: [
            (first, ConnectorError(.disconnected, "gone")), (second, ConnectorError(.configuration, "no trust")),
        ])
        #expect(error == ConnectorError(.configuration, "a:1: gone; b:2: no trust"))
    }
}
