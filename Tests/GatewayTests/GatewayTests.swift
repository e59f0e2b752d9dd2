import Domain
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Storage
import Synchronization
import Testing

@testable import Gateway

@Suite("Gateway", .timeLimit(.minutes(1)))
struct GatewayTests {
    private let gateway = TestGateway()

    private var events: String { "/api/v1/projects/\(gateway.project.id)/events" }

    private func headers(_ key: String = TestGateway.adminKey, type: String = "application/json") -> HTTPFields {
        [.authorization: "Bearer \(key)", .contentType: type]
    }

    private func object(_ response: TestResponse) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(response.body.readableBytesView)) as? [String: Any])
    }

    private func event(_ data: String = "1") -> ByteBuffer {
        ByteBuffer(string: #"{"endpoint_id":"\#(gateway.endpoint)","event_type":"order.paid","data":\#(data)}"#)
    }

    @Test("answers 201 with the event's id once the intake has it, bytes untouched")
    func acceptsEvent() async throws {
        let data = #"{"id":9007199254740993,"b":1.10,"a":"\u00e9"}"#
        try await gateway.with { client in
            let response = try await client.execute(uri: events, method: .post, headers: headers(), body: event(data))
            #expect(response.status == .created)
            let answer = try object(response)
            #expect(answer["status"] as? Bool == true)
            #expect(answer["message"] as? String == "Event queued successfully")
            guard case .event(let envelope)? = gateway.intake.entries.first else {
                Issue.record("nothing was appended")
                return
            }
            #expect((answer["data"] as? [String: Any])?["uid"] as? String == envelope.id.description)
            #expect(envelope.project == gateway.project.id)
            #expect(envelope.target == .endpoint(gateway.endpoint))
            #expect(envelope.eventType == "order.paid")
            #expect(String(decoding: envelope.data, as: UTF8.self) == data)
        }
    }

    @Test("answers 503 with Retry-After when the intake does not answer, never 2xx")
    func intakeRefuses() async throws {
        struct Lost: Error {}
        try await gateway.with { client in
            gateway.intake.refuse(Lost())
            let lost = try await client.execute(uri: events, method: .post, headers: headers(), body: event())
            #expect(lost.status == .serviceUnavailable)
            #expect(lost.headers[.retryAfter] == "1")
            gateway.intake.refuse(IntakeRefusal(reason: "The queue is full.", retryAfter: .seconds(7)))
            let full = try await client.execute(uri: events, method: .post, headers: headers(), body: event())
            #expect(full.status == .serviceUnavailable)
            #expect(full.headers[.retryAfter] == "7")
            #expect(try object(full)["message"] as? String == "The queue is full.")
        }
    }

    @Test("refuses an endpoint that the project does not have")
    func unknownEndpoint() async throws {
        try await gateway.with { client in
            let body = ByteBuffer(string: #"{"app_id":"\#(ULID.random())","event_type":"x","data":1}"#)
            let response = try await client.execute(uri: events, method: .post, headers: headers(), body: body)
            #expect(response.status == .badRequest)
            let errors = try #require(try object(response)["errors"] as? [[String: String]])
            #expect(errors.map { $0["field"] } == ["app_id"])
            #expect(gateway.intake.entries.isEmpty)
        }
    }

    @Test("refuses data beyond the project's limit, and whole bodies far beyond it", arguments: [1_001, 100_000])
    func tooLarge(size: Int) async throws {
        try await gateway.with { client in
            let data = "\"" + String(repeating: "x", count: size - 2) + "\""
            let response = try await client.execute(uri: events, method: .post, headers: headers(), body: event(data))
            #expect(response.status == .contentTooLarge)
            #expect(try object(response)["status"] as? Bool == false)
        }
        #expect(gateway.intake.entries.isEmpty)
    }

    @Test("takes data of exactly the limit, however much white space is around it")
    func exactlyLargeEnough() async throws {
        try await gateway.with { client in
            let data = String(repeating: " ", count: 5_000) + "\"" + String(repeating: "x", count: 998) + "\""
            let response = try await client.execute(uri: events, method: .post, headers: headers(), body: event(data))
            #expect(response.status == .created)
        }
    }

    @Test("refuses bodies that say they are not JSON", arguments: ["text/plain", "application/x-www-form-urlencoded"])
    func notJSON(type: String) async throws {
        try await gateway.with { client in
            let response = try await client.execute(
                uri: events,
                method: .post,
                headers: headers(type: type),
                body: event()
            )
            #expect(response.status == .unsupportedMediaType)
        }
    }

    @Test("takes JSON with a character set, and without any type")
    func jsonTypes() async throws {
        try await gateway.with { client in
            for fields in [
                headers(type: "application/json; charset=utf-8"), [.authorization: "Bearer \(TestGateway.adminKey)"],
            ] {
                let response = try await client.execute(uri: events, method: .post, headers: fields, body: event())
                #expect(response.status == .created)
            }
        }
    }

    @Test(
        "answers 401 without a good key",
        arguments: [
            nil, "", "Basic YTpi", "Bearer", "Bearer x", "Bearer CO.a.b",
            "Bearer CO.\(String(repeating: "x", count: 81))",
        ]
    )
    func unauthenticated(header: String?) async throws {
        try await gateway.with { client in
            var fields = HTTPFields()
            fields[.authorization] = header
            let response = try await client.execute(uri: events, method: .post, headers: fields, body: event())
            #expect(response.status == .unauthorized)
            #expect(response.headers[.wwwAuthenticate] == "Bearer")
        }
        #expect(gateway.lookups.load(ordering: .relaxed) == 0)
    }

    @Test("answers 401 for a key of the right form that nobody has")
    func unknownKey() async throws {
        try await gateway.with { client in
            let key = "CO.\(String(repeating: "x", count: 16)).\(String(repeating: "x", count: 64))"
            let response = try await client.execute(uri: events, method: .post, headers: headers(key), body: event())
            #expect(response.status == .unauthorized)
        }
    }

    @Test(
        "answers 403 to a viewer that writes, and to another project's key",
        arguments: [TestGateway.viewerKey, TestGateway.strangerKey]
    )
    func forbidden(key: String) async throws {
        try await gateway.with { client in
            let response = try await client.execute(uri: events, method: .post, headers: headers(key), body: event())
            #expect(response.status == .forbidden)
        }
        #expect(gateway.intake.entries.isEmpty)
    }

    @Test("asks for a key once, and again after the configuration has changed")
    func keysAreCached() async throws {
        try await gateway.with { client in
            for _ in 0..<5 {
                _ = try await client.execute(uri: events, method: .post, headers: headers(), body: event())
            }
            #expect(gateway.lookups.load(ordering: .relaxed) == 1)
            gateway.epoch.advance(to: 2)
            _ = try await client.execute(uri: events, method: .post, headers: headers(), body: event())
            #expect(gateway.lookups.load(ordering: .relaxed) == 2)
        }
    }

    @Test("answers what is not there in the API's own form, with ids for the log")
    func notFound() async throws {
        try await gateway.with { client in
            let fields: HTTPFields = [.requestID: "mine-1"]
            let response = try await client.execute(uri: "/nothing", method: .get, headers: fields)
            #expect(response.status == .notFound)
            #expect(response.headers[.requestID] == "mine-1")
            #expect(response.headers[.convoyVersion] == "2025-11-24")
            #expect(try object(response)["status"] as? Bool == false)
            let other = try await client.execute(uri: "/nothing", method: .get, headers: [.requestID: "not fit"])
            #expect(other.headers[.requestID].flatMap { ULID($0) } != nil)
        }
    }

    @Test("treats empty segments of the path as nothing, for clients that join paths carelessly")
    func doubleSlashes() async throws {
        try await gateway.with { client in
            let uri = "/api/v1/projects/\(gateway.project.id)//events"
            let response = try await client.execute(uri: uri, method: .post, headers: headers(), body: event())
            #expect(response.status == .created)
        }
    }

    @Test("answers 404 for ids that are none")
    func badIDs() async throws {
        try await gateway.with { client in
            for uri in [
                "/api/v1/projects/x/events", "\(events)/x", "/api/v1/projects/\(gateway.project.id)/endpoints/0",
            ] {
                let response = try await client.execute(uri: uri, method: .get, headers: headers())
                #expect(response.status == .notFound)
            }
        }
    }

    @Test("answers 503, not 401 or 500, when the database is away")
    func databaseAway() async throws {
        try await gateway.with { client in
            let uri = "/api/v1/projects/\(gateway.project.id)/endpoints"
            let response = try await client.execute(uri: uri, method: .get, headers: headers())
            #expect(response.status == .serviceUnavailable)
            #expect(response.headers[.retryAfter] != nil)
        }
    }

    @Test("lives, and is ready when everything answers")
    func ready() async throws {
        try await gateway.with(checks: [HealthCheck("redis") { .ok }]) { client in
            for uri in ["/healthz", "/readyz"] {
                let response = try await client.execute(uri: uri, method: .get)
                #expect(response.status == .ok)
            }
        }
    }

    @Test("says what is not ready and why")
    func notReady() async throws {
        let checks = [HealthCheck("redis") { .ok }, HealthCheck("postgres") { .failing("connection refused") }]
        try await gateway.with(checks: checks) { client in
            let response = try await client.execute(uri: "/readyz", method: .get)
            #expect(response.status == .serviceUnavailable)
            let answer = try object(response)
            #expect(answer["message"] as? String == "postgres: connection refused")
            let states = (answer["data"] as? [String: Any])?["checks"] as? [[String: String]]
            #expect(states?.map { $0["state"] } == ["ok", "failing"])
            let alive = try await client.execute(uri: "/healthz", method: .get)
            #expect(alive.status == .ok)
        }
    }

    @Test("does not wait long for a dependency that hangs")
    func hangingCheck() async throws {
        let checks = [
            HealthCheck("redis") {
                try? await Task.sleep(for: .seconds(30)); return .ok
            }
        ]
        try await gateway.with(checks: checks) { client in
            let response = try await client.execute(uri: "/readyz", method: .get)
            #expect(response.status == .serviceUnavailable)
            #expect(try object(response)["message"] as? String == "redis: did not answer within 2.0 seconds")
        }
    }

    @Test("counts requests by route, not by path")
    func metrics() async throws {
        try await gateway.with { client in
            for _ in 0..<2 {
                _ = try await client.execute(uri: events, method: .post, headers: headers(), body: event())
            }
            let text = String(buffer: try await client.execute(uri: "/metrics", method: .get).body)
            let line =
                #"longshore_http_requests_total{method="POST",route="/api/v1/projects/{projectID}/events",status="2xx"} 2"#
            #expect(text.contains(line))
        }
    }
}
