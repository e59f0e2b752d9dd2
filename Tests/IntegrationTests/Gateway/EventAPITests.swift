internal import Domain
internal import Foundation
internal import HTTPTypes
internal import Storage
internal import Testing

@Suite("API: events, deliveries, dead letters", .timeLimit(.minutes(2)))
struct EventAPITests {
    /// A project with an event and one delivery of it.
    private func stored(
        _ api: APIClient,
        _ status: DeliveryStatus,
        data: String = #"{"id":9007199254740993}"#
    ) async throws -> (project: String, event: Envelope, delivery: DeliveryRecord) {
        let project = try await api.makeProject()
        let id = try #require(ULID(project))
        let endpoint = try #require(ULID(try await api.makeEndpoint(in: project)))
        let event = Samples.event(project: id, headers: [Header(name: "x-a", value: "1")], key: "key-1", data: data)
        _ = try await api.database.store.persist([event])
        let delivery = Samples.delivery(of: event.envelope, endpoint: endpoint, status: status, attempts: 1)
        try await api.database.store.record([delivery], attempts: [Samples.attempt(of: delivery, status: 500)])
        return (project, event.envelope, delivery)
    }

    @Test("accepts the three kinds of events and appends what was sent")
    func create() async throws {
        try await APIClient.with { api in
            let project = try await api.makeProject()
            let endpoint = try await api.makeEndpoint(in: project)
            let bodies = [
                (
                    "events",
                    #"{"endpoint_id":"\#(endpoint)","event_type":"a","data":{"n":1.10},"custom_headers":{"X-A":"b"}}"#
                ),
                ("events/fanout", #"{"owner_id":"cust-42","event_type":"b","data":[1],"idempotency_key":"k"}"#),
                ("events/broadcast", #"{"event_type":"c","data":null}"#),
            ]
            for (path, body) in bodies {
                let answer = try await api.send(.post, "/\(project)/\(path)", body)
                #expect(answer.status == 201, "\(answer.message)")
            }
            let events = api.intake.events
            #expect(events.map(\.eventType) == ["a", "b", "c"])
            #expect(events.map(\.target) == [.endpoint(try #require(ULID(endpoint))), .owner("cust-42"), .broadcast])
            #expect(events.map { String(decoding: $0.data, as: UTF8.self) } == [#"{"n":1.10}"#, "[1]", "null"])
            #expect(events[0].headers == [Header(name: "X-A", value: "b")])
            #expect(events[1].idempotencyKey == "k")
        }
    }

    @Test("shows an event with its bytes, headers and state")
    func event() async throws {
        try await APIClient.with { api in
            let (project, event, _) = try await stored(api, .failure)
            let answer = try await api.send(.get, "/\(project)/events/\(event.id)")
            #expect(answer.status == 200)
            #expect(answer.data["raw"] as? String == #"{"id":9007199254740993}"#)
            #expect(answer.data["status"] as? String == "Failure")
            #expect((answer.data["headers"] as? [String: [String]])?["x-a"] == ["1"])
            #expect(answer.data["idempotency_key"] as? String == "key-1")
            let listed = try await api.send(.get, "/\(project)/events?idempotencyKey=key-1&endpointId=\(ULID.random())")
            #expect(listed.content.isEmpty)
            let byKey = try await api.send(.get, "/\(project)/events?idempotencyKey=key-1")
            #expect(byKey.content.count == 1)
            try await api.expect(404, .get, "/\(project)/events/\(ULID.random())")
        }
    }

    @Test("shows data that is no JSON as text or base 64")
    func opaqueEvent() async throws {
        try await APIClient.with { api in
            let (project, event, _) = try await stored(api, .success, data: "not json")
            let answer = try await api.send(.get, "/\(project)/events/\(event.id)")
            #expect(answer.data["data"] is NSNull)
            #expect(answer.data["raw"] as? String == "not json")
        }
    }

    @Test("shows deliveries by state and event, and their attempts")
    func deliveries() async throws {
        try await APIClient.with { api in
            let (project, event, delivery) = try await stored(api, .failure)
            let path = "/\(project)/eventdeliveries"
            let successes = try await api.send(.get, "\(path)?status=Success")
            #expect(successes.content.isEmpty)
            let listed = try await api.send(.get, "\(path)?status=Failure&status=Retry&eventId=\(event.id)")
            #expect(listed.content.map { $0["uid"] as? String } == [delivery.id.description])
            let unknown = try await api.send(.get, "\(path)?status=Lost")
            #expect(unknown.fields == ["status"])

            let attempts = try await api.send(.get, "\(path)/\(delivery.id)/deliveryattempts")
            let attempt = try #require((attempts.json["data"] as? [[String: Any]])?.first)
            #expect(attempt["http_status"] as? String == "500 Internal Server Error")
            #expect(attempt["ip_address"] as? String == "203.0.113.7:443")
            #expect((attempt["response_http_header"] as? [String: String])?["set-cookie"] == "a=1, b=\"2\"")
            let one = try await api.send(
                .get,
                "\(path)/\(delivery.id)/deliveryattempts/\(try api.text(attempt, "uid"))"
            )
            #expect(one.status == 200)
            try await api.expect(404, .get, "\(path)/\(delivery.id)/deliveryattempts/\(ULID.random())")
        }
    }

    @Test("starts a failed delivery again, and not one that succeeded or is under way")
    func resend() async throws {
        try await APIClient.with { api in
            let (project, _, delivery) = try await stored(api, .failure)
            let path = "/\(project)/eventdeliveries/\(delivery.id)"
            let again = try await api.send(.put, "\(path)/resend", "{}")
            #expect(again.status == 202, "\(again.message)")
            #expect(again.data["status"] as? String == "Scheduled")
            try await api.expect(400, .put, "\(path)/resend", "{}")
            try await api.expect(404, .put, "/\(project)/eventdeliveries/\(ULID.random())/resend")
        }
        try await APIClient.with { api in
            let (project, _, delivery) = try await stored(api, .success)
            try await api.expect(400, .put, "/\(project)/eventdeliveries/\(delivery.id)/resend", "{}")
        }
    }

    /// A project with a source for raw messages and a dead letter of it.
    private func deadLetter(_ api: APIClient, body: [UInt8]) async throws -> (project: String, path: String) {
        let project = try await api.makeProject()
        let source = try await api.send(
            .post,
            "/\(project)/sources",
            #"""
            {"name":"orders","kafka":{"brokers":["127.0.0.1:1"],"topics":["orders"],"consumer_group":"g"},
            "event_type":{"header":"event-type"}}
            """#
        )
        let letter = DeadLetter(
            id: .random(),
            project: try #require(ULID(project)),
            source: ULID(try api.text(source.json["data"], "uid")),
            position: "kafka/orders/0/7",
            reason: "not valid JSON",
            headers: [Header(name: "event-type", value: "order.paid")],
            key: [0xFF],
            receivedAt: .now(),
            body: body[...]
        )
        try await api.database.store.insert(deadLetters: [letter])
        return (project, "/\(project)/dead-letters/\(letter.id)")
    }

    @Test("shows a dead letter's bytes as base 64, and as text where they are")
    func deadLetterBytes() async throws {
        try await APIClient.with { api in
            let (project, path) = try await deadLetter(api, body: [0x7B, 0xFF])
            let answer = try await api.send(.get, path)
            #expect(answer.data["body_base64"] as? String == "e/8=")
            #expect(answer.data["body"] is NSNull)
            #expect(answer.data["key_base64"] as? String == "/w==")
            #expect(answer.data["reason"] as? String == "not valid JSON")
            let listed = try await api.send(.get, "/\(project)/dead-letters?status=open")
            #expect(listed.content.count == 1)
            #expect(listed.content[0]["body_size"] as? Int == 2)
            #expect(listed.content[0]["body_base64"] == nil)
        }
    }

    @Test("submits a mended dead letter again, as one event under the letter's id")
    func resubmit() async throws {
        try await APIClient.with { api in
            let (project, path) = try await deadLetter(api, body: Array(#"{"a":1"#.utf8))
            let still = try await api.send(.post, "\(path)/resubmit", "{}")
            #expect(still.status == 400)
            #expect(still.message.contains("JSON"))
            #expect(api.intake.events.isEmpty)

            let endpoint = try await api.makeEndpoint(in: project)
            let mended = try await api.send(
                .post,
                "\(path)/resubmit",
                #"{"body":"{\"a\":1.10}","target":{"endpoint_id":"\#(endpoint)"}}"#
            )
            #expect(mended.status == 202, "\(mended.message)")
            let event = try #require(api.intake.events.first)
            #expect(event.id.description == path.split(separator: "/").last.map(String.init))
            #expect(event.eventType == "order.paid")
            #expect(event.target == .endpoint(try #require(ULID(endpoint))))
            #expect(String(decoding: event.data, as: UTF8.self) == #"{"a":1.10}"#)
            let resolved = try await api.send(.get, path)
            #expect(resolved.data["status"] as? String == "resubmitted")
            try await api.expect(400, .post, "\(path)/resubmit", "{}")
        }
    }

    @Test("discards a dead letter once")
    func discard() async throws {
        try await APIClient.with { api in
            let (project, path) = try await deadLetter(api, body: [0x7B])
            let discarded = try await api.send(.post, "\(path)/discard")
            #expect(discarded.data["status"] as? String == "discarded")
            try await api.expect(400, .post, "\(path)/discard")
            let open = try await api.send(.get, "/\(project)/dead-letters?status=open")
            #expect(open.content.isEmpty)
        }
    }
}
