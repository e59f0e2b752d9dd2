internal import Foundation
internal import HTTPTypes
internal import Storage
internal import Testing

@Suite("API: endpoints and subscriptions", .timeLimit(.minutes(2)))
struct EndpointAPITests {
    @Test("makes a secret, shows it once and masks it after")
    func secretIsShownOnce() async throws {
        try await APIClient.with { api in
            let project = try await api.makeProject()
            let made = try await api.send(.post, "/\(project)/endpoints", #"{"url":"https://example.com/hooks"}"#)
            #expect(made.status == 201)
            #expect(made.data["name"] as? String == "example.com")
            let shown = try #require((made.data["secrets"] as? [[String: Any]])?.first?["value"] as? String)
            #expect(shown.hasPrefix("whsec_"))
            let id = try api.text(made.json["data"], "uid")
            let read = try await api.send(.get, "/\(project)/endpoints/\(id)")
            let masked = try #require((read.data["secrets"] as? [[String: Any]])?.first?["value"] as? String)
            #expect(masked != shown)
            #expect(masked.hasPrefix("•"))
        }
    }

    @Test("rolls the secret with an overlap: both sign meanwhile")
    func expireSecret() async throws {
        try await APIClient.with { api in
            let project = try await api.makeProject()
            let id = try await api.makeEndpoint(in: project, #","secret":"first""#)
            let path = "/\(project)/endpoints/\(id)/expire_secret"
            let rolled = try await api.send(.put, path, #"{"secret":"second","expiration":2}"#)
            #expect(rolled.status == 202)
            let secrets = try #require(rolled.data["secrets"] as? [[String: Any]])
            #expect(secrets.count == 2)
            #expect(secrets.first?["expires_at"] is String)
            #expect(secrets.last?["value"] as? String == "second")
            #expect(secrets.last?["expires_at"] is NSNull)
        }
    }

    @Test("keeps masked credentials that are sent back")
    func masksAreKept() async throws {
        try await APIClient.with { api in
            let project = try await api.makeProject()
            let more =
                #","authentication":{"type":"api_key","api_key":{"header_name":"X-Key","header_value":"hidden"}}"#
            let id = try await api.makeEndpoint(in: project, more)
            let path = "/\(project)/endpoints/\(id)"
            let read = try await api.send(.get, path)
            let text = String(decoding: try JSONSerialization.data(withJSONObject: read.data), as: UTF8.self)
            #expect(!text.contains("hidden"))
            let written = try await api.send(.put, path, text)
            #expect(written.status == 202, "\(written.message)")
            let stored = try await api.database.configuration.projects()
            let row = try await api.database.configuration.endpoints(project: stored[0].id)[0]
            #expect(row.draft.authentication == .apiKey(header: "X-Key", value: "hidden"))
        }
    }

    @Test("pauses, goes on, and activates")
    func status() async throws {
        try await APIClient.with { api in
            let project = try await api.makeProject()
            let path = "/\(project)/endpoints/\(try await api.makeEndpoint(in: project))"
            let paused = try await api.send(.put, "\(path)/pause")
            #expect(paused.data["status"] as? String == "paused")
            let resumed = try await api.send(.put, "\(path)/pause")
            #expect(resumed.data["status"] as? String == "active")
            let disabled = try await api.send(.put, path, #"{"is_disabled":true}"#)
            #expect(disabled.data["status"] as? String == "inactive")
            try await api.expect(400, .put, "\(path)/pause")
            let activated = try await api.send(.post, "\(path)/activate")
            #expect(activated.data["status"] as? String == "active")
        }
    }

    @Test("names options that have no effect yet, and URLs that are none")
    func refusals() async throws {
        try await APIClient.with { api in
            let project = try await api.makeProject()
            let body =
                #"{"url":"ftp://example.com","rate_limit":5,"slack_webhook_url":"https://x","content_type":"text/plain"}"#
            let answer = try await api.send(.post, "/\(project)/endpoints", body)
            #expect(answer.status == 400)
            #expect(Set(answer.fields) == ["url", "rate_limit", "slack_webhook_url", "content_type"])
            let empty = try await api.send(.post, "/\(project)/endpoints", "{}")
            #expect(empty.fields == ["url"])
        }
    }

    @Test("pages through endpoints in both directions")
    func pages() async throws {
        try await APIClient.with { api in
            let project = try await api.makeProject()
            var ids: [String] = []
            for _ in 0..<5 { ids.append(try await api.makeEndpoint(in: project)) }
            let newestFirst = ids.sorted(by: >)
            let first = try await api.send(.get, "/\(project)/endpoints?perPage=2")
            #expect(first.content.map { $0["uid"] as? String } == Array(newestFirst[0..<2]))
            let pagination = first.data["pagination"]
            #expect((pagination as? [String: Any])?["has_next_page"] as? Bool == true)
            let cursor = try api.text(pagination, "next_page_cursor")
            let second = try await api.send(.get, "/\(project)/endpoints?perPage=2&next_page_cursor=\(cursor)")
            #expect(second.content.map { $0["uid"] as? String } == Array(newestFirst[2..<4]))
            let back = try api.text(second.data["pagination"], "prev_page_cursor")
            let again = try await api.send(
                .get,
                "/\(project)/endpoints?perPage=2&direction=prev&prev_page_cursor=\(back)"
            )
            #expect(again.content.map { $0["uid"] as? String } == Array(newestFirst[0..<2]))
        }
    }

    @Test("keeps projects apart")
    func otherProject() async throws {
        try await APIClient.with { api in
            let (mine, theirs) = (try await api.makeProject("mine"), try await api.makeProject("theirs"))
            let endpoint = try await api.makeEndpoint(in: theirs)
            try await api.expect(404, .get, "/\(mine)/endpoints/\(endpoint)")
            try await api.expect(404, .delete, "/\(mine)/endpoints/\(endpoint)")
            let body = #"{"name":"steal","endpoint_id":"\#(endpoint)"}"#
            try await api.expect(400, .post, "/\(mine)/subscriptions", body)
            let event = #"{"endpoint_id":"\#(endpoint)","event_type":"x","data":1}"#
            let refused = try await api.send(.post, "/\(mine)/events", event)
            #expect(refused.fields == ["endpoint_id"])
            #expect(api.intake.events.isEmpty)
        }
    }

    @Test("makes, changes and removes a subscription, in the body that Convoy's clients send")
    func subscription() async throws {
        try await APIClient.with { api in
            let project = try await api.makeProject()
            let endpoint = try await api.makeEndpoint(in: project)
            let body = #"""
                {"alert_config":{"count":0,"threshold":""},"endpoint_id":"\#(endpoint)","filter_config":{"event_types":["order.*"],
                "filter":{"is_flattened":true,"headers":{},"body":{},"query":null,"path":null}},"name":"orders",
                "retry_config":{"duration":"","retry_count":0,"type":""},"source_id":"","delivery_mode":"at_least_once"}
                """#
            let made = try await api.send(.post, "/\(project)/subscriptions", body)
            #expect(made.status == 201, "\(made.message)")
            #expect(try api.text(made.data["endpoint_metadata"], "uid") == endpoint)
            let path = "/\(project)/subscriptions/\(try api.text(made.json["data"], "uid"))"
            let changed = try await api.send(
                .put,
                path,
                #"{"filter_config":{"event_types":["a","b.c"]},"retry_config":{"type":"linear","duration":5,"retry_count":2}}"#
            )
            #expect(changed.status == 202)
            #expect((changed.data["filter_config"] as? [String: Any])?["event_types"] as? [String] == ["a", "b.c"])
            #expect((changed.data["retry_config"] as? [String: Any])?["duration"] as? Int == 5)
            let wrong = try await api.send(
                .put,
                path,
                #"{"filter_config":{"event_types":["*.a"],"filter":{"body":{"a":1}}}}"#
            )
            #expect(Set(wrong.fields) == ["filter_config.event_types[0]", "filter_config.filter.body"])
            try await api.expect(200, .delete, path)
            try await api.expect(404, .get, path)
        }
    }
}
