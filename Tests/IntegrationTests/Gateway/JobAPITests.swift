internal import Domain
internal import Foundation
internal import HTTPTypes
internal import Storage
internal import TestSupport
internal import Testing

@Suite("API: jobs", .timeLimit(.minutes(2)))
struct JobAPITests {
    private let kafka = """
        {"name":"orders","kafka":{"brokers":["127.0.0.1:9092"],"topics":["orders"],"consumer_group":"g"},
        "event_type":"order.changed"}
        """
    private let amqp = """
        {"name":"rabbit","amqp":{"url":"amqp://guest:guest@127.0.0.1:5672/","queue":"orders"},"event_type":"a"}
        """

    @Test("are made, shown, listed and cancelled")
    func lifecycle() async throws {
        try await APIClient.with { api in
            let project = try await api.makeProject()
            let source = try await api.expect(201, .post, "/\(project)/sources", kafka)
            let endpoint = try await api.makeEndpoint(in: project)
            let made = try await api.expect(
                201,
                .post,
                "/\(project)/jobs",
                #"{"type":"backfill","source":"orders","from":12,"to":"0:40","endpoint":"\#(endpoint)","rate":50,"dry_run":true}"#
            )
            let id = try api.text(made.json["data"], "uid")
            #expect(made.data["state"] as? String == "waiting")
            #expect(made.data["source_id"] as? String == source.data["uid"] as? String)
            #expect(made.data["endpoint_id"] as? String == endpoint)
            #expect(made.data["from"] as? String == "12" && made.data["to"] as? String == "0:40")
            #expect(made.data["dry_run"] as? Bool == true && made.data["rate"] as? Int == 50)

            let store = api.database.configuration
            let job = try #require(ULID(id))
            _ = try await store.claimJob(job, owner: "one", lease: .seconds(60))
            let progress = JobProgress(
                messages: 7,
                events: 7,
                partitions: [.init(name: "orders/0", start: 12, position: 19, end: 40)]
            )
            _ = try await store.saveJob(job, owner: "one", lease: .seconds(60), progress: progress, error: nil)
            let shown = try await api.expect(200, .get, "/\(project)/jobs/\(id)")
            #expect(shown.data["progress"] as? Double == 0.25 && shown.data["process"] as? String == "one")
            #expect((shown.data["partitions"] as? [[String: Any]])?.first?["position"] as? Int == 19)

            let listed = try await api.expect(200, .get, "/\(project)/jobs?state=running")
            #expect(listed.content.compactMap { $0["uid"] as? String } == [id])
            #expect(try await api.expect(200, .get, "/\(project)/jobs?state=done").content.isEmpty)

            let cancelled = try await api.expect(202, .post, "/\(project)/jobs/\(id)/cancel")
            #expect(cancelled.data["cancel_requested"] as? Bool == true)
            _ = try await store.finishJob(job, owner: "one", as: .cancelled, progress: progress, error: nil)
            #expect(try await api.expect(400, .post, "/\(project)/jobs/\(id)/cancel").message.contains("cancelled"))
            try await api.expect(404, .get, "/\(project)/jobs/\(ULID.random())")
        }
    }

    @Test("that cannot be are refused, each with its field")
    func refused() async throws {
        try await APIClient.with { api in
            let project = try await api.makeProject()
            try await api.expect(201, .post, "/\(project)/sources", kafka)
            try await api.expect(201, .post, "/\(project)/sources", amqp)
            func fields(_ body: String) async throws -> [String] {
                try await api.expect(400, .post, "/\(project)/jobs", body).fields
            }
            #expect(try await fields(#"{"type":"other","source":"orders","from":"0"}"#) == ["type"])
            #expect(try await fields(#"{"type":"backfill","from":"0"}"#) == ["source"])
            #expect(try await fields(#"{"type":"backfill","source":"nope","from":"0"}"#) == ["source"])
            #expect(try await fields(#"{"type":"backfill","source":"orders"}"#) == ["from"])
            #expect(try await fields(#"{"type":"backfill","source":"orders","from":"soon"}"#) == ["from"])
            #expect(try await fields(#"{"type":"backfill","source":"orders","from":"5","to":"5"}"#) == ["to"])
            #expect(
                try await fields(#"{"type":"backfill","source":"orders","from":"0","endpoint":"x"}"#) == ["endpoint"]
            )
            #expect(try await fields(#"{"type":"backfill","source":"orders","from":"0","rate":0}"#) == ["rate"])
            #expect(try await fields(#"{"type":"backfill","source":"orders","from":"0","speed":1}"#) == ["speed"])
            let other = try await api.expect(
                400,
                .post,
                "/\(project)/jobs",
                #"{"type":"backfill","source":"rabbit","from":"0"}"#
            )
            #expect(other.message.contains("amqp, which keeps no history"))
        }
    }
}
