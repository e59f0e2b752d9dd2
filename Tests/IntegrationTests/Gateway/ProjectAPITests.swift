internal import Foundation
internal import HTTPTypes
internal import Storage
internal import Testing

@Suite("API: projects", .timeLimit(.minutes(2)))
struct ProjectAPITests {
    @Test("makes a project, shows its key once, and the key reaches only that project")
    func keyOfProject() async throws {
        try await APIClient.with { admin in
            let made = try await admin.send(.post, "", #"{"name":"orders","type":"outgoing"}"#)
            #expect(made.status == 201)
            let project = try admin.text(made.data["project"], "uid")
            let key = try admin.text(made.data["api_key"], "key")
            #expect(key.hasPrefix("CO."))
            let other = try await admin.makeProject("other")

            var own = admin
            own.key = key
            try await own.expect(200, .get, "/\(project)")
            try await own.expect(403, .get, "/\(other)")
            try await own.expect(403, .post, "", #"{"name":"more"}"#)
            let listed = try await own.send(.get, "")
            #expect((listed.json["data"] as? [[String: Any]])?.map { $0["uid"] as? String } == [project])
        }
    }

    @Test("changes what is given and leaves the rest")
    func update() async throws {
        try await APIClient.with { admin in
            let project = try await admin.makeProject()
            let changed = try await admin.send(
                .put,
                "/\(project)",
                #"""
                {"config":{"max_payload_read_size":2048,"strategy":{"type":"linear","duration":"20s","retry_count":3},
                "signature":{"header":"X-Sig","versions":[{"hash":"SHA512","encoding":"base64"}]}}}
                """#
            )
            #expect(changed.status == 202)
            #expect(changed.data["name"] as? String == "orders")
            let config = try #require(changed.data["config"] as? [String: Any])
            #expect(config["max_payload_read_size"] as? Int == 2_048)
            let strategy = try #require(config["strategy"] as? [String: Any])
            #expect(strategy["type"] as? String == "linear")
            #expect(strategy["duration"] as? Int == 20)
            #expect(strategy["retry_count"] as? Int == 3)

            let renamed = try await admin.send(.put, "/\(project)", #"{"name":"sales"}"#)
            #expect(renamed.data["name"] as? String == "sales")
            #expect((renamed.data["config"] as? [String: Any])?["max_payload_read_size"] as? Int == 2_048)
        }
    }

    @Test("takes back what it has answered")
    func roundTrip() async throws {
        try await APIClient.with { admin in
            let project = try await admin.makeProject()
            let read = try await admin.send(.get, "/\(project)")
            let text = String(decoding: try JSONSerialization.data(withJSONObject: read.data), as: UTF8.self)
            let written = try await admin.send(.put, "/\(project)", text)
            #expect(written.status == 202, "\(written.message)")
            #expect(written.data["config"] as? NSDictionary == read.data["config"] as? NSDictionary)
        }
    }

    @Test("names what it cannot use, and a name that is taken")
    func refusals() async throws {
        try await APIClient.with { admin in
            _ = try await admin.makeProject()
            let twice = try await admin.send(.post, "", #"{"name":"orders"}"#)
            #expect(twice.status == 400)
            #expect(twice.fields == ["name"])
            let wrong = try await admin.send(
                .post,
                "",
                #"{"name":"","config":{"disable_endpoint":true,"strategy":{"type":"random"},"nope":1}}"#
            )
            #expect(wrong.status == 400)
            #expect(Set(wrong.fields) == ["name", "config.disable_endpoint", "config.strategy.type", "config.nope"])
        }
    }

    @Test("removes a project; its key is worth nothing after")
    func delete() async throws {
        try await APIClient.with { admin in
            let made = try await admin.send(.post, "", #"{"name":"orders"}"#)
            let project = try admin.text(made.data["project"], "uid")
            var own = admin
            own.key = try admin.text(made.data["api_key"], "key")
            try await own.expect(200, .get, "/\(project)")
            try await admin.expect(200, .delete, "/\(project)")
            try await admin.expect(404, .get, "/\(project)")
            try await own.expect(401, .get, "/\(project)")
        }
    }
}
