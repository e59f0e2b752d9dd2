internal import Foundation
internal import HTTPTypes
internal import Storage
internal import Testing

@Suite("API: sources", .timeLimit(.minutes(2)))
struct SourceAPITests {
    private let convoy = #"""
        {"name":"orders","type":"pub_sub","pub_sub":{"type":"kafka","workers":2,"kafka":{"brokers":["127.0.0.1:9092"],
        "consumer_group_id":"group","topic_name":"orders","auth":{"type":"scram","hash":"SHA512","username":"app",
        "password":"hidden","tls":true}}}}
        """#

    private let own = #"""
        {"name":"orders","kafka":{"brokers":["127.0.0.1:9092"],"topics":["orders","refunds"],"consumer_group":"group",
        "sasl":{"mechanism":"PLAIN","username":"app","password":"hidden"}},"workers":3,"format":"raw",
        "event_type":{"header":"event-type","default":"order.changed"}}
        """#

    @Test("takes Convoy's shape, stores it as ours, and hides the password")
    func convoyShape() async throws {
        try await APIClient.with { api in
            let project = try await api.makeProject()
            let made = try await api.send(.post, "/\(project)/sources", convoy)
            #expect(made.status == 201, "\(made.message)")
            let kafka = (made.data["pub_sub"] as? [String: Any])?["kafka"] as? [String: Any]
            #expect(kafka?["topic_name"] as? String == "orders")
            #expect((kafka?["auth"] as? [String: Any])?["hash"] as? String == "SHA512")
            let configuration = try #require(made.data["configuration"] as? [String: Any])
            #expect(configuration["format"] as? String == "envelope")
            #expect(configuration["workers"] as? Int == 2)

            let stored = try await api.database.configuration.sourcesToRun()
            #expect(stored.count == 1)
            #expect(stored[0].draft.settings.contains("hidden"))
            #expect(!stored[0].draft.maskedSettings.contains("hidden"))
            let read = try await api.send(.get, "/\(project)/sources/\(stored[0].id)")
            #expect(!String(describing: read.json).contains("hidden"))
        }
    }

    @Test("takes the shape of connectors.yaml")
    func ownShape() async throws {
        try await APIClient.with { api in
            let project = try await api.makeProject()
            let made = try await api.send(.post, "/\(project)/sources", own)
            #expect(made.status == 201, "\(made.message)")
            let configuration = try #require(made.data["configuration"] as? [String: Any])
            #expect((configuration["kafka"] as? [String: Any])?["topics"] as? [String] == ["orders", "refunds"])
            #expect((configuration["event_type"] as? [String: Any])?["default"] as? String == "order.changed")
        }
    }

    @Test("says how the source fares, over the whole pool")
    func state() async throws {
        try await APIClient.with { api in
            let project = try await api.makeProject()
            let made = try await api.send(.post, "/\(project)/sources", own)
            let status = try #require(made.data["status"] as? [String: Any])
            #expect(status["state"] as? String == "running")
            #expect(status["running"] as? Int == 1)
            #expect(status["lag"] as? Int == 7)
            #expect(status["rate"] as? Double == 12.5)
            let consumers = try #require(status["consumers"] as? [[String: Any]])
            #expect(consumers.count == 1)
            #expect(consumers.first?["process"] as? String == "one")
        }
    }

    @Test("keeps everything when its own answer is sent back, secrets too", arguments: [true, false])
    func roundTrip(isConvoy: Bool) async throws {
        try await APIClient.with { api in
            let project = try await api.makeProject()
            let made = try await api.send(.post, "/\(project)/sources", isConvoy ? convoy : own)
            let path = "/\(project)/sources/\(try api.text(made.json["data"], "uid"))"
            let before = try await api.database.configuration.sourcesToRun()[0].draft
            var body = made.data
            body["name"] = "renamed"
            let text = String(decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
            let written = try await api.send(.put, path, text)
            #expect(written.status == 202, "\(written.message)")
            var after = try await api.database.configuration.sourcesToRun()[0].draft
            #expect(after.name == "renamed")
            after.name = before.name
            #expect(after == before)
        }
    }

    @Test("keeps secrets whose mask is sent back within a changed configuration")
    func masksAreKept() async throws {
        try await APIClient.with { api in
            let project = try await api.makeProject()
            let made = try await api.send(.post, "/\(project)/sources", own)
            var configuration = try #require(made.data["configuration"] as? [String: Any])
            configuration["workers"] = 9
            var kafka = try #require(configuration["kafka"] as? [String: Any])
            kafka["topics"] = ["invoices"]
            configuration["kafka"] = kafka
            let text = String(decoding: try JSONSerialization.data(withJSONObject: configuration), as: UTF8.self)
            #expect(!text.contains("hidden"))
            let path = "/\(project)/sources/\(try api.text(made.json["data"], "uid"))"
            try await api.expect(202, .put, path, text)
            let stored = try await api.database.configuration.sourcesToRun()[0].draft
            #expect(stored.workers == 9)
            #expect(stored.settings.contains("hidden"))
            #expect(stored.settings.contains("invoices"))
        }
    }

    @Test("gives no kept secret to another address, in either shape")
    func moved() async throws {
        try await APIClient.with { api in
            let project = try await api.makeProject()
            let made = try await api.expect(201, .post, "/\(project)/sources", own)
            let path = "/\(project)/sources/\(try api.text(made.json["data"], "uid"))"
            let text = { (body: [String: Any]) in
                String(decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
            }
            let configuration = try #require(made.data["configuration"] as? [String: Any])
            var kafka = try #require(configuration["kafka"] as? [String: Any])
            kafka["brokers"] = ["127.0.0.2:9092"]
            let refused = try await api.expect(400, .put, path, text(["kafka": kafka]))
            #expect(refused.fields == ["kafka.sasl.password"])

            var pubSub = try #require(made.data["pub_sub"] as? [String: Any])
            var shape = try #require(pubSub["kafka"] as? [String: Any])
            shape["brokers"] = ["127.0.0.2:9092"]
            pubSub["kafka"] = shape
            let refusedToo = try await api.expect(400, .put, path, text(["type": "pub_sub", "pub_sub": pubSub]))
            #expect(refusedToo.fields == ["pub_sub.kafka.auth.password"])
            #expect(try await api.database.configuration.sourcesToRun()[0].draft.settings.contains("127.0.0.1"))

            kafka["sasl"] = ["mechanism": "PLAIN", "username": "app", "password": "given anew"]
            try await api.expect(202, .put, path, text(["kafka": kafka]))
            let stored = try await api.database.configuration.sourcesToRun()[0].draft
            #expect(stored.settings.contains("127.0.0.2") && stored.settings.contains("given anew"))
        }
    }

    @Test("changes one thing and keeps the rest; pauses")
    func update() async throws {
        try await APIClient.with { api in
            let project = try await api.makeProject()
            let made = try await api.send(.post, "/\(project)/sources", own)
            let path = "/\(project)/sources/\(try api.text(made.json["data"], "uid"))"
            let changed = try await api.send(.put, path, #"{"workers":5,"is_disabled":true}"#)
            #expect(changed.status == 202, "\(changed.message)")
            #expect(changed.data["is_disabled"] as? Bool == true)
            let configuration = try #require(changed.data["configuration"] as? [String: Any])
            #expect(configuration["workers"] as? Int == 5)
            #expect(configuration["format"] as? String == "raw")
            let running = try await api.database.configuration.sourcesToRun()
            #expect(running.isEmpty)
        }
    }

    @Test("names what is wrong as `longshore check` does, and what is not supported yet")
    func refusals() async throws {
        try await APIClient.with { api in
            let project = try await api.makeProject()
            let unknown = try await api.send(
                .post,
                "/\(project)/sources",
                #"{"name":"x","kafka":{"brokers":["a:1"],"topics":["t"],"consumer_group":"g","typo":1},"event_type":"e"}"#
            )
            #expect(unknown.fields == ["kafka.typo"])
            let http = try await api.send(.post, "/\(project)/sources", #"{"name":"x","type":"http"}"#)
            #expect(http.fields.contains("type"))
            let other = try await api.send(
                .post,
                "/\(project)/sources",
                #"{"name":"x","type":"pub_sub","pub_sub":{"type":"nats","nats":{"queue_name":"q"}}}"#
            )
            #expect(Set(other.fields).isSuperset(of: ["pub_sub.type", "pub_sub.nats"]))
            let function = try await api.send(
                .post,
                "/\(project)/sources",
                #"{"name":"x","body_function":"f()","kafka":{}}"#
            )
            #expect(function.fields.contains("body_function"))
        }
    }
}
