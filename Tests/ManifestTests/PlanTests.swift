import Domain
import Storage
import Testing

@testable import Manifest

@Suite("Planning")
struct PlanTests {
    private static func manifest(_ text: String, _ environment: [String: String]) throws -> Manifest {
        try #require(ManifestText.check(text, environment).manifest)
    }

    /// The plan that leads from what one file asks for to what another does.
    private static func plan(
        from old: String?,
        to new: String,
        environment: [String: String] = ManifestText.environment,
        prune: Bool = false,
        adjusting adjust: (inout CurrentProject) -> Void = { _ in }
    ) throws -> Plan {
        var current =
            try old.map { try Self.manifest($0, ManifestText.environment).projects.map(CurrentProject.init) } ?? []
        for index in current.indices { adjust(&current[index]) }
        return try Planner.plan(manifest(new, environment), current: current, prune: prune)
    }

    @Test("everything of a new file is created, and no secret is shown")
    func creation() throws {
        let plan = try Self.plan(from: nil, to: ManifestText.whole)
        #expect(plan.changes.map(\.action) == [.create, .create, .create, .create])
        #expect(
            plan.text == """
                project orders
                  + project orders
                      retry: after 5s, 5m, 30m; 4 attempts
                      signature.header: X-Shop-Signature
                      signature.versions: SHA512/base64
                      max_payload_size: 1MiB
                  + source orders-kafka
                      kind: kafka
                      workers: 2
                      status: active
                      kafka.brokers: ["127.0.0.1:9092"]
                      kafka.topics: ["orders"]
                      kafka.consumer_group: longshore-orders
                      kafka.sasl.mechanism: SCRAM-SHA-512
                      kafka.sasl.username: app
                      kafka.sasl.password: •••
                      event_type.header: event-type
                      event_type.default: order.changed
                  + endpoint billing
                      url: https://billing.example.com/hooks
                      status: active
                      timeout: 10s
                      advanced_signatures: true
                      authentication.basic.username: shop
                      authentication.basic.password: •••
                      secret: •••
                  + subscription billing-paid
                      endpoint: billing
                      source: orders-kafka
                      event_types: order.paid, order.refund.*
                      retry: every 1m; 3 attempts

                4 to create, 0 unchanged.

                """
        )
        let manifest = try Self.manifest(ManifestText.whole, ManifestText.environment)
        for shown in [plan.json, "\(plan)", String(reflecting: plan.changes), "\(manifest)"] {
            #expect(!shown.contains("kafka-pw") && !shown.contains("whsec_"))
        }
    }

    @Test("a second plan has nothing to do")
    func idempotence() throws {
        let plan = try Self.plan(from: ManifestText.whole, to: ManifestText.whole)
        #expect(plan.isEmpty)
        #expect(plan.text == "Nothing to do: the database matches the file (4 things).\n")
    }

    @Test("spelling, order of keys and layout are no change")
    func spelling() throws {
        let other = ManifestText.whole
            .replacing(
                "retry: {schedule: [5s, 5m, 30m]}",
                with: "retry:\n      schedule:\n        - 5000ms\n        - 300s\n        - 30m"
            )
            .replacing("url: https://billing.example.com/hooks", with: "url: 'https://billing.example.com/hooks'")
        #expect(try Self.plan(from: ManifestText.whole, to: other).isEmpty)
    }

    @Test("a change says what was and what will be")
    func changes() throws {
        let new = ManifestText.whole
            .replacing("topics: [orders]", with: "topics: [orders, payments]")
            .replacing("workers: 2", with: "workers: 3\n        max_data_size: 2MiB")
            .replacing("[order.paid, \"order.refund.*\"]", with: "[\"*\"]")
            .replacing("        source: orders-kafka\n", with: "")
        let plan = try Self.plan(from: ManifestText.whole, to: new)
        #expect(
            plan.text == """
                project orders
                  ~ source orders-kafka
                      workers: 2 → 3
                      kafka.topics: ["orders"] → ["orders","payments"]
                      max_data_size: 2MiB
                  ~ subscription billing-paid
                      event_types: order.paid, order.refund.* → *
                      source: orders-kafka → not set

                2 to change, 2 unchanged.

                """
        )
    }

    @Test("a new secret is a rotation that says what becomes of the old one; an equal one is nothing")
    func secrets() throws {
        let environment = ["KAFKA_PASSWORD": "other", "BILLING_SECRET": "whsec_b25lIHNlY3JldA=="]
        let source = try Self.plan(from: ManifestText.whole, to: ManifestText.whole, environment: environment)
        #expect(source.changes.count == 1)
        #expect(source.text.contains("kafka.sasl.password: ••• → ••• (changed)"))

        let changed = ["KAFKA_PASSWORD": "kafka-pw", "BILLING_SECRET": "another"]
        let endpoint = try Self.plan(from: ManifestText.whole, to: ManifestText.whole, environment: changed)
        #expect(endpoint.text.contains("secret: ••• → ••• (changed; the old one ends at once)"))
        #expect(endpoint.text.contains("authentication.basic.password: ••• → ••• (changed)"))

        let overlapping = ManifestText.whole.replacing(
            "secret: ${BILLING_SECRET}",
            with: "secret: new\n        secret_overlap: 24h"
        )
        let kept = try Self.plan(from: ManifestText.whole, to: overlapping)
        #expect(kept.text.contains("secret: ••• → ••• (changed; the old one goes on signing for 1d)"))
        guard case .updateEndpoint(_, nil, let rotation?)? = kept.changes.first?.operation else {
            Issue.record("only the secret changes")
            return
        }
        #expect(rotation.overlap == .seconds(86_400))

        let silent = ManifestText.whole.replacing("        secret: ${BILLING_SECRET}\n", with: "")
        #expect(try Self.plan(from: ManifestText.whole, to: silent).isEmpty)
    }

    @Test("a status that the file does not give is left as it is")
    func status() throws {
        let pause: (inout CurrentProject) -> Void = {
            $0.endpoints[0].draft.status = .paused
            $0.sources[0].draft.activity = .paused
        }
        #expect(try Self.plan(from: ManifestText.whole, to: ManifestText.whole, adjusting: pause).isEmpty)
        let explicit = ManifestText.whole.replacing("workers: 2", with: "workers: 2\n        status: active")
        let plan = try Self.plan(from: ManifestText.whole, to: explicit, adjusting: pause)
        #expect(plan.text.contains("  ~ source orders-kafka\n      status: paused → active\n"))
        #expect(plan.changes.count == 1)
    }

    @Test("what is not in the file is kept, and removed only when asked")
    func pruning() throws {
        let new = "version: 1\nprojects: [{name: orders}]"
        let kept = try Self.plan(from: ManifestText.whole, to: new)
        #expect(kept.changes.map(\.target.subject) == [.project])
        #expect(kept.kept.map(\.name) == ["orders-kafka", "billing", "billing-paid"])
        #expect(
            kept.text.hasSuffix(
                "Not in the file and kept (--prune removes them): source orders-kafka, endpoint billing, subscription billing-paid.\n"
            )
        )
        let pruned = try Self.plan(from: ManifestText.whole, to: new, prune: true)
        #expect(pruned.text.contains("  - source orders-kafka\n  - endpoint billing\n  - subscription billing-paid\n"))
        #expect(pruned.summary == "1 to change, 3 to remove, 0 unchanged.")
    }

    @Test("a source of a kind that the file has no word for is never removed")
    func foreignSources() throws {
        let plan = try Self.plan(
            from: ManifestText.whole,
            to: "version: 1\nprojects: [{name: orders}]",
            prune: true,
            adjusting: { $0.sources[0].draft.kind = "rest_api" }
        )
        #expect(!plan.changes.contains { $0.target.subject == .source })
    }

    @Test("names that stand for several things, and a project of another type, are refused")
    func ambiguous() throws {
        #expect {
            try Self.plan(from: ManifestText.whole, to: ManifestText.whole) { project in
                project.endpoints.append(project.endpoints[0])
            }
        } throws: { error in
            "\(error)".contains(
                "project orders has 2 endpoints with the name “billing”: rename or remove all but one over the API"
            )
        }
        #expect {
            try Self.plan(from: ManifestText.whole, to: ManifestText.whole) { $0.kind = .incoming }
        } throws: { error in
            "\(error)".contains("project orders is incoming and cannot become outgoing")
        }
    }

    @Test("a stored source that no longer fits its specification is replaced as a whole, without showing it")
    func unreadable() throws {
        let plan = try Self.plan(from: ManifestText.whole, to: ManifestText.whole) {
            $0.sources[0].draft.settings = #"{"brokers":["a:1"],"password_of_old":"hush"}"#
        }
        #expect(plan.changes.count == 1)
        #expect(plan.text.contains("kafka (not readable): ••• → not set"))
        #expect(!plan.text.contains("hush"))
    }

    @Test("a plan as JSON names what changes")
    func json() throws {
        let plan = try Self.plan(from: nil, to: "version: 1\nprojects: [{name: orders}]")
        #expect(plan.json.contains(#""action": "create""#))
        #expect(plan.json.contains(#""subject": "project""#))
        #expect(plan.json.contains(#""unchanged": 0"#))
    }
}

extension CurrentProject {
    /// The project as it is once a manifest has been applied.
    init(_ project: DesiredProject) {
        let sources = project.sources.map { CurrentSource(id: .random(), draft: $0.draft) }
        let endpoints = project.endpoints.map { CurrentEndpoint(id: .random(), draft: $0.draft, secret: $0.secret) }
        self.init(
            id: .random(),
            name: project.name,
            kind: project.kind,
            configuration: project.configuration,
            sources: sources,
            endpoints: endpoints,
            subscriptions: project.subscriptions.compactMap { subscription in
                guard let endpoint = endpoints.first(where: { $0.draft.name == subscription.endpoint }) else {
                    return nil
                }
                return CurrentSubscription(
                    id: .random(),
                    draft: SubscriptionDraft(
                        name: subscription.name,
                        source: sources.first { $0.draft.name == subscription.source }?.id,
                        endpoint: endpoint.id,
                        eventTypes: subscription.eventTypes,
                        retryPolicy: subscription.retryPolicy
                    )
                )
            }
        )
    }
}
