import Domain
import Testing

@testable import ConnectorCore

@Suite("Forwarding of headers")
struct HeaderForwardingTests {
    private func forwarded(
        _ headers: [MessageHeader],
        _ forwarding: HeaderForwarding = .all,
        content: MessageMapping.Content = .json
    ) -> [String] {
        let message = Message(position: "", headers: headers, body: nil)
        return forwarding.headers(of: message, content: content).map { "\($0.name): \($0.value)" }
    }

    private func header(_ name: String, _ value: String = "v") -> MessageHeader {
        MessageHeader(name: name, value: ArraySlice(value.utf8))
    }

    @Test(
        "names of the connection, the body, credentials and signatures never go out",
        arguments: [
            "Connection", "Transfer-Encoding", "Host", "content-length", "Authorization", "Cookie", "Webhook-Id",
            "webhook-anything",
            "Proxy-Authorization", "TE", "Expect", "content-type", "X-Convoy-Signature",
        ]
    )
    func reserved(_ name: String) {
        #expect(forwarded([header(name)]).isEmpty)
    }

    @Test("the content type of opaque data is its producer's to say")
    func contentType() {
        #expect(forwarded([header("Content-Type", "text/csv")], content: .opaque) == ["Content-Type: text/csv"])
    }

    @Test("names that HTTP does not allow stay; values are made safe")
    func safety() {
        let headers = [
            header("bad name"), header(""), header("new\r\nline"), header("ok", "a\r\nX-Evil: 1"),
            MessageHeader(name: "binary", value: [0xFF, 0x41]), MessageHeader(name: "null", value: nil),
            header("umlaut", "ä"),
        ]
        #expect(forwarded(headers) == ["ok: a%0D%0AX-Evil: 1", "binary: %FFA", "null: ", "umlaut: ä"])
    }

    @Test("only the named go out, a star stands for the rest")
    func named() {
        let headers = [header("Trace-Id"), header("X-Shop-A"), header("X-Other")]
        #expect(forwarded(headers, .named(["trace-id", "x-shop-*"])) == ["Trace-Id: v", "X-Shop-A: v"])
        #expect(forwarded(headers, .none).isEmpty)
    }

    @Test("forwarding ends before headers outgrow what servers accept")
    func bounded() {
        #expect(forwarded((0..<500).map { header("h\($0)") }).count == HeaderForwarding.maximumCount)
        let large = forwarded((0..<50).map { header("h\($0)", String(repeating: "x", count: 1_000)) })
        #expect(large.count == 32)
    }

    @Test("what the broker knows goes out when asked for")
    func metadata() throws {
        let mapping = MessageMapping(eventType: ValueRule(constant: "a"), forwardsAttributes: true)
        let event = try #require(MappingFixture.event(mapping, MappingFixture.message("1", key: "k")))
        #expect(event.headers.map(\.name) == ["x-kafka-topic", "x-kafka-partition", "x-kafka-offset", "x-kafka-key"])
        #expect(event.headers.map(\.value) == ["orders", "3", "8812", "k"])
    }
}
