import Catalog
import ConnectorCore
import Domain
import Specification
import Storage
import Testing

@testable import Manifest

@Suite("Checking a connectors.yaml")
struct CheckTests {
    @Test("a whole file is read as it is meant")
    func whole() throws {
        let reading = ManifestText.check(ManifestText.whole)
        #expect(reading.text == "")
        let manifest = try #require(reading.manifest)
        #expect(manifest.count == 4)
        let project = try #require(manifest.projects.first)
        #expect(
            project.configuration.retryPolicy
                == RetryPolicy(strategy: .schedule([.seconds(5), .seconds(300), .seconds(1_800)]), attempts: 4)
        )
        #expect(project.configuration.signatureVersions == [.init(hash: .sha512, encoding: .base64)])
        #expect(project.configuration.maximumPayloadBytes == 1 << 20)
        let source = try #require(project.sources.first)
        #expect(source.draft.kind == "kafka")
        #expect(source.draft.workers == 2)
        #expect(source.draft.options == #"{"event_type":{"default":"order.changed","header":"event-type"}}"#)
        #expect(source.draft.settings.contains("kafka-pw"))
        #expect(!source.draft.maskedSettings.contains("kafka-pw"))
        let endpoint = try #require(project.endpoints.first)
        #expect(endpoint.secret == "whsec_b25lIHNlY3JldA==")
        #expect(endpoint.draft.authentication == .basic(username: "shop", password: "whsec_b25lIHNlY3JldA=="))
        let subscription = try #require(project.subscriptions.first)
        #expect(subscription.source == "orders-kafka")
        #expect(subscription.eventTypes.map(\.text) == ["order.paid", "order.refund.*"])
        #expect(subscription.retryPolicy == RetryPolicy(strategy: .linear(every: .seconds(60)), attempts: 3))
    }

    @Test("the design's examples of all kinds are valid as they stand, and their secrets masked")
    func kinds() throws {
        let environment = ["KAFKA_PASSWORD": "hidden-1", "PASSWORD": "hidden-2", "AWS_SECRET": "hidden-3"]
        let reading = ManifestText.check(ManifestText.kinds, environment)
        #expect(reading.text == "")
        let drafts = try #require(reading.manifest?.projects.first).sources.map(\.draft)
        #expect(drafts.map(\.kind) == ["kafka", "amqp", "sqs", "pubsub", "redis_streams"])
        #expect(drafts.map(\.kind).sorted() == ConnectorCatalog.all.map(\.kind.rawValue).sorted())
        #expect(drafts.map { $0.settings.contains("hidden") } == [true, true, true, false, false])
        #expect(!drafts.contains { $0.maskedSettings.contains("hidden") })
        #expect(
            drafts.last?.settings == #"{"group":"longshore","stream":"orders","url":"redis://127.0.0.1:6379/1"}"#
        )
    }

    @Test("the names that settings had before the first release are unknown, with the present one")
    func formerNames() {
        let text = ManifestText.kinds.replacing("stream: orders", with: "streams: [orders]")
        #expect(ManifestText.check(text).text.contains("unknown setting of RedisStreams; did you mean stream?"))
    }

    @Test("everything that is wrong is reported in one go, by syntax, by meaning and by the connector")
    func everything() {
        let reading = ManifestText.check(
            """
            version: 1
            projects:
              - name: orders
                sources:
                  - name: orders-kafka
                    kafka:
                      brokers: [127.0.0.1:9092]
                      topcis: [orders]
                      consumer_group: g
                    event_type: order.changed
                  - name: bad
                    kafka: {brokers: [a:99999], topics: [a], consumer_group: g}
                    event_type: {path: "a..b"}
                endpoints:
                  - name: billing
                    url: https://billing.example.com
                    secret: ${NOWHERE}
                  - {name: billing, url: "https://b.example.com", secret: "${BILLING_SECRET}"}
                subscriptions:
                  - name: paid
                    endpoint: biling
                    source: orders
                    event_types: ["*.paid"]
                    filter: {body: {amount: 1}}
            """
        )
        #expect(!reading.isValid)
        let lines = reading.issues.map { "\($0.line ?? 0):\($0.column ?? 0) \($0.path)" }
        #expect(
            lines == [
                "7:11 projects[0].sources[0].kafka", "8:11 projects[0].sources[0].kafka.topcis",
                "12:27 projects[0].sources[1].kafka.brokers[0]", "13:28 projects[0].sources[1].event_type.path",
                "17:17 projects[0].endpoints[0].secret", "18:16 projects[0].endpoints[1].name",
                "21:19 projects[0].subscriptions[0].endpoint", "22:17 projects[0].subscriptions[0].source",
                "23:23 projects[0].subscriptions[0].event_types[0]", "24:9 projects[0].subscriptions[0].filter",
            ]
        )
        #expect(reading.text.contains("topics is missing"))
        #expect(reading.text.contains("unknown setting of Kafka; did you mean topics?"))
        #expect(reading.text.contains("the environment variable NOWHERE is not set"))
        #expect(reading.text.contains("the name “billing” is taken by the endpoint in line 15"))
        #expect(reading.text.contains("the project has no endpoint “biling” in this file; did you mean billing?"))
        #expect(reading.text.contains("the project has no source “orders” in this file; it has bad, orders-kafka"))
        #expect(reading.text.contains("filter: is not supported yet: what is supported now are event_types and source"))
    }

    @Test(
        "what has no effect yet is refused, with what is supported now",
        arguments: [
            (
                "sources: [{name: a, http: {verifier: x}, event_type: t}]",
                "projects[0].sources[0].http: is not supported yet: what is supported now is "
            ),
            (
                "type: incoming",
                "projects[0].type: incoming projects need HTTP sources, which are not supported yet: use outgoing"
            ),
            (
                "sources: [{name: a, event_type: t}]",
                "projects[0].sources[0]: one of kafka, amqp, pubsub, redis_streams or sqs is missing"
            ),
            (
                "endpoints: [{name: e, url: 'https://e', rate_limit: 5}]",
                "endpoints[0].rate_limit: is not supported yet"
            ),
            (
                "retry: {exponential: {base: 2h, maximum: 1h}}",
                "projects[0].retry.exponential.base: is longer than maximum, 1h"
            ),
            ("retry: {attempts: 3}", "projects[0].retry: one of exponential, linear or schedule is missing"),
            ("retry: {linear: {every: 1s}, schedule: [1s]}", "linear and schedule exclude each other: keep one"),
        ]
    )
    func refused(lines: String, message: String) {
        let reading = ManifestText.check(ManifestText.project(lines))
        #expect(reading.text.contains(message), "\(reading.text)")
        #expect(!reading.isValid)
    }

    @Test("warnings do not stop a file from being applied")
    func warnings() {
        let reading = ManifestText.check(ManifestText.project("endpoints: [{name: e, url: 'https://e.example.com'}]"))
        #expect(reading.isValid)
        #expect(reading.text.contains("warning: projects[0].endpoints[0]: no secret: one is made that nobody knows"))
        let literal = ManifestText.check(ManifestText.project("endpoints: [{name: e, url: 'https://e', secret: hush}]"))
        #expect(literal.isValid)
        #expect(literal.text.contains("a secret stands in the file"))
        #expect(!literal.text.contains("hush"))
    }

    @Test("issues as JSON have file, line, column, path and message")
    func json() {
        let reading = ManifestText.check("version: 2\nprojects: []")
        #expect(reading.json.contains("\"valid\": false"))
        #expect(reading.json.contains("\"file\": \"connectors.yaml\""))
        #expect(reading.json.contains("\"line\": 1"))
        #expect(reading.json.contains("\"column\": 10"))
        #expect(reading.json.contains("\"path\": \"version\""))
    }

    @Test("a version of the future is refused")
    func future() {
        #expect(ManifestText.check("version: 2\nprojects: [{name: a}]").text.contains("version: must be"))
    }
}
