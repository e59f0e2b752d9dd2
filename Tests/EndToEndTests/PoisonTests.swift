import TestSupport
import Testing

extension EndToEnd {
    @Suite("poison among good messages", .serialized, .timeLimit(.minutes(5)))
    struct PoisonTests {
        @Test(
            "good ones arrive, each bad one is a dead letter with its bytes, position and a reason, and a mended one is delivered",
            .bug(id: "fault(7)"),
            .bug(id: "fault(8)")
        )
        func poison() async throws {
            try await Stack.with { stack in
                let sink = try await SinkProcess(stack)
                try await stack.apply(Manifests.simple(stack, url: sink.url))
                let process = try stack.start(["run", "--listen", "127.0.0.1:\(try freePort())"])
                let big = #"{"seq":1,"blob":"\#(String(repeating: "x", count: 5 << 20))"}"#
                let poison: [(Published, reason: String)] = [
                    (Published(#"{"seq": 1"#), "JSON"),
                    (Published(#"{"seq":1}"#, headers: [:]), "event-type"),
                    (Published(big), "5242"),
                    (Published(bytes: [0x00, 0xff, 0xfe, 0x80, 0x01]), "JSON"),
                    (Published(bytes: nil), "null"),
                ]
                var messages: [Published] = []
                for number in 1...200 {
                    messages.append(Published(#"{"seq":\#(number)}"#))
                    if number.isMultiple(of: 40) { messages.append(poison[number / 40 - 1].0) }
                }
                try await stack.publish(messages)
                try await eventually("all good ones arrive", within: .seconds(60)) {
                    try await sink.report(count: 200).lost == 0
                }
                try await eventually("all bad ones are kept") { try await stack.count("dead_letters") == poison.count }

                let key = try await stack.makeKey()
                let api = try await apiURL(process)
                let project = try #require(try await Web.get("\(api)/projects", key: key)["data", 0, "uid"] as? String)
                let list = try await Web.get("\(api)/projects/\(project)/dead-letters", key: key)
                #expect(list.status == 200)
                for (message, reason) in poison {
                    let size = message.value?.count ?? 0
                    let matching = try await stack.count(
                        "dead_letters",
                        where:
                            "length(body) = \(size) AND reason ILIKE '%\(reason)%' AND position LIKE 'kafka/orders/%'"
                    )
                    #expect(matching == 1, "a dead letter of \(size) bytes whose reason names \(reason)")
                }

                let letters = (list["data", "content"] as? [[String: Any]]) ?? []
                let broken = try #require(letters.first { ($0["body_size"] as? Int) == 9 })
                let uid = try #require(broken["uid"] as? String)
                let resubmitted = try await Web.send(
                    "POST",
                    "\(api)/projects/\(project)/dead-letters/\(uid)/resubmit",
                    #"{"event_type": "order.paid", "body": "{\"seq\": 201}"}"#,
                    key: key
                )
                #expect((200...202).contains(resubmitted.status), "\(resubmitted.body)")
                try await eventually("the mended one arrives") { try await sink.report(count: 201).lost == 0 }
                process.terminate()
                #expect(try await process.ended(within: .seconds(10)) == 0)
            }
        }

        @Test("a message for an endpoint that does not exist is kept, the others arrive")
        func unknownEndpoint() async throws {
            try await Stack.with { stack in
                let sink = try await SinkProcess(stack)
                try await stack.apply(Manifests.simple(stack, url: sink.url, format: "envelope"))
                let fleet = try Fleet(stack, ["ingest", "worker"])
                let broadcast = ["x-convoy-message-type": "broadcast"]
                try await stack.publish([
                    Published(#"{"event_type":"a","data":{"seq":1}}"#, headers: broadcast),
                    Published(
                        #"{"endpoint_id":"01ARZ3NDEKTSV4RRFFQ69G5FAV","event_type":"a","data":{"seq":9}}"#,
                        headers: [:]
                    ),
                    Published(#"{"event_type":"a","data":{"seq":2}}"#, headers: broadcast),
                ])
                try await eventually("both good ones arrive") { try await sink.report(count: 2).lost == 0 }
                try await eventually("the other one is kept") {
                    try await stack.count("dead_letters", where: "reason LIKE '%01ARZ3NDEKTSV4RRFFQ69G5FAV%'") == 1
                }
                try await fleet.stop()
            }
        }
    }
}
