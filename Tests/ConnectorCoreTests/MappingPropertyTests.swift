import Domain
import Testing

@testable import ConnectorCore

/// Whatever bytes a message is made of, mapping gives entries and never traps.
@Suite("Random messages")
struct MappingPropertyTests {
    private static let words = [
        "ce_id", "ce-type", "cloudEvents:source", "CE_specversion", "ce_", "cloudEvents_", "content-type",
        "content-encoding",
        "traceparent", "tracestate", "x-convoy-message-type", "application/cloudevents+json",
        "application/cloudevents-batch+json", "application/cloudevents", ";", "gzip", "deflate", "zstd", "gzip, zstd",
        "1.0",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "a=1,b=2", "%C3%", "\"", "%zz", "\"\\\"", "",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data_base64\":\"", "\",\"data\":", "[",
        "]", "{",
        "}", "null", ",", "{\"event_type\":\"a\",\"data\":", "H4sIAAAAAAACA6tW", "\u{1F600}\u{301}", "\r\n",
    ]

    private static func bytes(_ generator: inout Seeded) -> Bytes {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
            if Bool.random(using: &generator) {
                bytes += Array((words.randomElement(using: &generator) ?? "").utf8)
            } else {
                bytes += (0..<Int.random(in: 0...6, using: &generator)).map { _ in
                    .random(in: 0...255, using: &generator)
                }
            }
        }
        return bytes[...]
    }

    private static func message(_ generator: inout Seeded) -> Message {
        let headers = (0..<Int.random(in: 0...5, using: &generator)).map { _ in
            MessageHeader(
                name: Bool.random(using: &generator)
                    ? words.randomElement(using: &generator) ?? "" : String(decoding: bytes(&generator), as: UTF8.self),
                value: Int.random(in: 0...9, using: &generator) == 0
                    ? nil
                    : Bool.random(using: &generator)
                        ? ArraySlice((words.randomElement(using: &generator) ?? "").utf8) : bytes(&generator)
            )
        }
        return Message(
            position: Bool.random(using: &generator) ? "kafka/t/0/1" : "",
            headers: headers,
            body: Int.random(in: 0...9, using: &generator) == 0 ? nil : bytes(&generator),
            attributes: [Header(name: "content_type", value: String(decoding: bytes(&generator), as: UTF8.self))]
        )
    }

    @Test("make entries that can be handed on, in every format", arguments: MessageMapping.Format.allCases)
    func entries(_ format: MessageMapping.Format) throws {
        var generator = Seeded(state: 7)
        for _ in 0..<5_000 {
            var mapping = MessageMapping(format: format, eventType: ValueRule(constant: "a"))
            mapping.content = Bool.random(using: &generator) ? .json : .opaque
            mapping.tombstones = .deliver
            let entries = MappingFixture.entries(mapping, Self.message(&generator), limit: 4_096)
            for entry in entries {
                if case .event(let event) = entry {
                    #expect(event.data.count <= 4_096)
                    #expect(!event.headers.contains { !$0.isValidHTTPField })
                }
                #expect(try IntakeEntry(decoding: entry.encoded()[...]) == entry)
            }
        }
    }

    @Test("attribute values survive HTTP's escapes, and any text can be unescaped")
    func escapes() {
        var generator = Seeded(state: 9)
        for _ in 0..<5_000 {
            let text = String(decoding: Self.bytes(&generator), as: UTF8.self)
            #expect(PercentEncoding.decode(PercentEncoding.encode(text)) == text)
            #expect(Header(name: "a", value: PercentEncoding.encode(text)).isValidHTTPField)
            _ = PercentEncoding.decode(text)
            _ = MediaType(text).isJSON
            _ = TraceContext(parent: text, state: text)
            _ = CloudEventHeader(text)
        }
    }
}

/// Repeats itself for a seed.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
