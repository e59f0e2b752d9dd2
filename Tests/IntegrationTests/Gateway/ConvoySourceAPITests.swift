internal import CryptoExtras
internal import Domain
internal import Foundation
internal import HTTPTypes
internal import Storage
internal import Testing

@Suite("API: sources in Convoy's shape", .timeLimit(.minutes(2)))
struct ConvoySourceAPITests {
    /// A broker as a client of Convoy gives it; the word “hidden” stands in its secrets.
    struct Broker: Sendable, CustomTestStringConvertible {
        let type: String
        let kind: String
        let given: String
        /// The fields that come back masked.
        let secrets: [String]
        /// A field, and another value for it.
        let change: (field: String, value: String)
        /// What the change is in our settings.
        let changed: String

        var testDescription: String { type }
    }

    private static let brokers = [
        Broker(
            type: "kafka",
            kind: "kafka",
            given: #"""
                {"brokers":["127.0.0.1:9092"],"consumer_group_id":"group","topic_name":"orders",
                "auth":{"type":"plain","hash":"","username":"app","password":"hidden","tls":true}}
                """#,
            secrets: ["auth.password"],
            change: ("topic_name", "refunds"),
            changed: #""topics":["refunds"]"#
        ),
        Broker(
            type: "amqp",
            kind: "amqp",
            given: #"""
                {"schema":"amqp","host":"127.0.0.1","port":"5672","queue":"orders","vhost":"shop",
                "auth":{"user":"app","password":"hidden"},"deadLetterExchange":"dead",
                "bindExchange":{"exchange":"shop","routingKey":"order.#"}}
                """#,
            secrets: ["auth.password"],
            change: ("routingKey", "refund.#"),
            changed: #""routing_key":"refund.#""#
        ),
        Broker(
            type: "google",
            kind: "pubsub",
            given: #"{"project_id":"shop","subscription_id":"orders-sub","service_account":"SERVICE-ACCOUNT"}"#,
            secrets: ["service_account"],
            change: ("subscription_id", "refunds-sub"),
            changed: #""subscription":"refunds-sub""#
        ),
        Broker(
            type: "sqs",
            kind: "sqs",
            given: #"""
                {"queue_name":"orders","default_region":"eu-west-1","endpoint":"http://127.0.0.1:4566",
                "access_key_id":"key","secret_key":"hidden"}
                """#,
            secrets: ["secret_key"],
            change: ("queue_name", "refunds"),
            changed: #""queue":"refunds""#
        ),
    ]

    /// A key as Google gives it, in the base 64 that Convoy wants; made here, it opens nothing.
    private static let serviceAccount: Result<String, any Error> = Result {
        let pem = try _RSA.Signing.PrivateKey(keySize: .bits2048).pkcs8PEMRepresentation
        let key = [
            "type": "service_account", "project_id": "shop", "private_key_id": "hidden", "private_key": pem,
            "client_email": "app@shop.iam.gserviceaccount.com", "token_uri": "https://oauth2.googleapis.com/token",
        ]
        return try JSONSerialization.data(withJSONObject: key).base64EncodedString()
    }

    private func text(_ object: Any) throws -> String {
        String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    }

    /// The object of the broker in an answer.
    private func shape(_ answer: APIAnswer, _ broker: Broker) throws -> [String: Any] {
        let shown = try #require(answer.data["pub_sub"] as? [String: Any], "\(answer.message)")
        #expect(shown["type"] as? String == broker.type)
        return try #require(shown[broker.type] as? [String: Any])
    }

    @Test("are made, read back masked, changed in one field, and keep the rest and their secrets", arguments: brokers)
    func lifecycle(_ broker: Broker) async throws {
        try await APIClient.with { api in
            let project = try await api.makeProject()
            let secret = broker.type == "google" ? try Self.serviceAccount.get() : "hidden"
            let given = broker.given.replacing("SERVICE-ACCOUNT", with: secret)
            let made = try await api.expect(
                201,
                .post,
                "/\(project)/sources",
                #"{"name":"orders","type":"pub_sub","pub_sub":{"type":"\#(broker.type)","workers":2,"\#(broker.type)":\#(given)}}"#
            )
            #expect(made.data["type"] as? String == "pub_sub")
            #expect(made.data["kind"] as? String == broker.kind)
            let path = "/\(project)/sources/\(try api.text(made.json["data"], "uid"))"
            let stored = try await api.database.configuration.sourcesToRun()[0].draft
            #expect(stored.kind == broker.kind)
            #expect(stored.settings.contains(secret))

            let read = try await api.expect(200, .get, path)
            #expect(!String(describing: read.json).contains(secret))
            var shape = try shape(read, broker)
            for secret in broker.secrets {
                let steps = secret.split(separator: ".").map(String.init)
                let value = steps.reduce(shape as Any?) { ($0 as? [String: Any])?[$1] }
                #expect(value as? String == "•••", "\(secret)")
            }
            let listed = try await api.expect(200, .get, "/\(project)/sources?type=pub_sub&kind=\(broker.kind)")
            #expect(listed.content.count == 1)
            #expect(!String(describing: listed.json).contains(secret))

            try await api.expect(202, .put, path, text(read.data))
            #expect(try await api.database.configuration.sourcesToRun()[0].draft == stored)

            shape[broker.change.field] = broker.change.value
            let body: [String: Any] = [
                "name": "orders", "type": "pub_sub",
                "pub_sub": ["type": broker.type, "workers": 5, broker.type: shape],
            ]
            let updated = try await api.expect(202, .put, path, text(body))
            #expect(try self.shape(updated, broker)[broker.change.field] as? String == broker.change.value)
            let after = try await api.database.configuration.sourcesToRun()[0].draft
            #expect(after.settings.contains(broker.changed), "\(after.maskedSettings)")
            #expect(after.settings.contains(secret))
            #expect(after.workers == 5)
            #expect(after.options == stored.options)
        }
    }

    @Test("name the field that is wrong, and what cannot be done", arguments: brokers)
    func refusals(_ broker: Broker) async throws {
        try await APIClient.with { api in
            let project = try await api.makeProject()
            let source = { (pubSub: String, more: String) in
                #"{"name":"orders","type":"pub_sub","pub_sub":\#(pubSub)\#(more)}"#
            }
            let path = "/\(project)/sources"
            let missing = try await api.expect(400, .post, path, source(#"{"type":"\#(broker.type)"}"#, ""))
            #expect(missing.fields == ["pub_sub.\(broker.type)"])
            let unknown = try await api.expect(
                400,
                .post,
                path,
                source(#"{"type":"\#(broker.type)","\#(broker.type)":{"typo":1}}"#, "")
            )
            #expect(unknown.fields.contains("pub_sub.\(broker.type).typo"))
            #expect(unknown.fields.allSatisfy { $0.hasPrefix("pub_sub.\(broker.type).") }, "\(unknown.fields)")
            let secret = broker.type == "google" ? try Self.serviceAccount.get() : "hidden"
            let given = broker.given.replacing("SERVICE-ACCOUNT", with: secret)
            let function = try await api.expect(
                400,
                .post,
                path,
                source(
                    #"{"type":"\#(broker.type)","\#(broker.type)":\#(given)}"#,
                    #","body_function":"function transform(p){return p}""#
                )
            )
            #expect(function.fields == ["body_function"])
            #expect(try await api.database.configuration.sourcesToRun().isEmpty)
        }
    }
}
