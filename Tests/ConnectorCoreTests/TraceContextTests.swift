import Domain
import Testing

@testable import ConnectorCore

@Suite("Trace context")
struct TraceContextTests {
    private static let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    private func carried(
        _ headers: [(String, String)],
        attributes: [Header] = [],
        body: String = "1",
        _ mapping: MessageMapping = MessageMapping(eventType: ValueRule(constant: "a"), forwarding: .none)
    ) -> [String] {
        var message = MappingFixture.message(body, headers: headers)
        message.attributes += attributes
        let event = MappingFixture.event(mapping, message)
        return (event?.headers ?? []).map { "\($0.name): \($0.value)" }
    }

    @Test("goes out whatever headers are forwarded, once, and before them")
    func forwarded() {
        let headers = [("x", "1"), ("TraceParent", Self.parent), ("tracestate", "a=1, b@c=2"), ("tracestate", "d=3")]
        let trace = ["traceparent: \(Self.parent)", "tracestate: a=1, b@c=2,d=3"]
        #expect(carried(headers) == trace)
        let all = MessageMapping(eventType: ValueRule(constant: "a"))
        #expect(carried(headers, all) == trace + ["x: 1"])
        #expect(
            carried(headers, MessageMapping(eventType: ValueRule(constant: "a"), forwarding: .named(["tr*"]))) == trace
        )
    }

    @Test("comes from the message, its attributes, an envelope's headers or a CloudEvent's extension, in this order")
    func places() {
        let other = Self.parent.replacing("b7ad", with: "aaaa")
        #expect(carried([], attributes: [Header(name: "traceparent", value: other)]) == ["traceparent: \(other)"])
        let envelope = """
            {"event_type":"a","data":1,"custom_headers":{"Traceparent":"\(other)","x-convoy-message-type":"broadcast"}}
            """
        let convoy = MessageMapping(format: .envelope, forwarding: .none)
        #expect(carried([], body: envelope, convoy).first == "traceparent: \(other)")
        #expect(carried([("traceparent", Self.parent)], body: envelope, convoy).first == "traceparent: \(Self.parent)")
        let event = """
            {"specversion":"1.0","id":"1","source":"s","type":"t","traceparent":"\(other)","tracestate":"a=1","data":1}
            """
        let cloud = MessageMapping(format: .cloudEvents, forwarding: .none)
        #expect(carried([], body: event, cloud) == ["traceparent: \(other)", "tracestate: a=1"])
        #expect(carried([("traceparent", Self.parent)], body: event, cloud) == ["traceparent: \(Self.parent)"])
    }

    @Test(
        "a parent that is not valid does not go out, nor does its state",
        arguments: [
            "", "00", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
            "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01x",
            "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
            "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-a\r\nX-Evil: 1",
        ]
    )
    func invalidParents(_ parent: String) {
        #expect(carried([("traceparent", parent), ("tracestate", "a=1")]) == [])
    }

    @Test("a later version may have more behind it")
    func laterVersion() {
        let later = "cc" + Self.parent.dropFirst(2) + "-what-the-future-brings"
        #expect(carried([("traceparent", later)]) == ["traceparent: \(later)"])
    }

    @Test(
        "a state that is not valid stays behind, the parent goes out",
        arguments: [
            "", "a", "a=", "=1", "A=1", "a=1,a=2", "a=1\u{7}", "a=ä", "a==", String(repeating: "x", count: 257) + "=1",
            (0..<33).map { "k\($0)=1" }.joined(separator: ","),
        ]
    )
    func invalidStates(_ state: String) {
        #expect(carried([("traceparent", Self.parent), ("tracestate", state)]) == ["traceparent: \(Self.parent)"])
    }
}
