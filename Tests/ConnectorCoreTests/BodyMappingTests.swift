import Domain
import Testing

@testable import ConnectorCore

@Suite("Bodies that are compressed, or absent")
struct BodyMappingTests {
    private let mapping = MessageMapping(eventType: ValueRule(constant: "a"))

    private static let text = #"{"id":9007199254740993,"price":1.10}"#
    private static let gzip =
        "H4sIAAAAAAACA6tWykxRsrI0MDA3tLQ0MjUxNzGwtDTWUSooykxOVbIy1DM0qAUAq1yk5iQAAAA="
    private static let zlib = "eJyrVspMUbKyNDAwN7S0NDI1MTcxsLQ01lEqKMpMTlWyMtQzNKgFAKTaCQ8="
    private static let zstandard = "KLUv/QRYIQEAeyJpZCI6OTAwNzE5OTI1NDc0MDk5MywicHJpY2UiOjEuMTB96ZImeQ=="

    private func message(_ base64: String, _ encoding: String) -> Message {
        var message = MappingFixture.message("", headers: [("Content-Encoding", encoding), ("x", "1")])
        message.body = Base64.decode(base64)?[...]
        return message
    }

    @Test(
        "a body is decompressed before anything looks at it, and goes out so",
        arguments: [("gzip", gzip), (" X-GZIP ", gzip), ("deflate", zlib), ("identity, zstd", zstandard)]
    )
    func decompressed(_ encoding: String, _ base64: String) throws {
        for content in [MessageMapping.Content.json, .opaque] {
            var mapping = mapping
            mapping.content = content
            let event = try #require(MappingFixture.event(mapping, message(base64, encoding)))
            #expect(event.data.text == Self.text)
            #expect(event.headers.map(\.name) == ["x"])
        }
    }

    @Test("the broker's own property counts where there is no header, and base 64 where only text can be sent")
    func places() {
        for name in ["content-encoding", "content_encoding"] {
            var property = MappingFixture.message("")
            property.body = Base64.decode(Self.gzip)?[...]
            property.attributes.append(Header(name: name, value: "gzip"))
            #expect(MappingFixture.event(mapping, property)?.data.text == Self.text)
        }
        let text = MappingFixture.message(Self.gzip, headers: [("content-encoding", "gzip")])
        #expect(MappingFixture.event(mapping, text)?.data.text == Self.text)
    }

    @Test(
        "character sets, which AMQP clients write there, change nothing",
        arguments: ["utf-8", "UTF-8", "identity", "", "binary"]
    )
    func plain(_ encoding: String) {
        let message = MappingFixture.message("[1]", headers: [("content-encoding", encoding)])
        #expect(MappingFixture.event(mapping, message)?.data.text == "[1]")
    }

    @Test(
        "what cannot be decompressed is a dead letter with the bytes that arrived",
        arguments: [
            ("br", gzip, "unknown content encoding `br`: use gzip, deflate, zstd or identity"),
            ("gzip", zstandard, "the body, said to be compressed with gzip, is corrupt (incorrect header check)"),
            (
                "gzip", "H4sIAAAAAAACA6tW",
                "the body, said to be compressed with gzip, ends before its compressed data does"
            ),
            ("gzip,gzip,gzip,gzip", gzip, "the body has more than 3 content encodings"),
        ]
    )
    func broken(_ encoding: String, _ base64: String, _ reason: String) throws {
        let message = message(base64, encoding)
        let letter = try #require(MappingFixture.letter(mapping, message))
        #expect(letter.reason == reason)
        #expect(letter.body == message.body)
        #expect(letter.headers.firstValue(named: "content-encoding") == encoding)
    }

    @Test("a body that becomes too large is given up at the limit, its bytes kept")
    func bomb() throws {
        let message = message(Self.gzip, "gzip")
        #expect(MappingFixture.letter(mapping, message, limit: 36) == nil)
        let letter = try #require(MappingFixture.letter(mapping, message, limit: 35))
        #expect(
            letter.reason == """
                data is too large: the body, compressed with gzip, has more than 35 bytes when it is decompressed (max_data_size)
                """
        )
        #expect(letter.body == message.body)
    }

    @Test(
        "a dead letter keeps what the broker said of the body, and submitted again is read so; what a person writes is plain"
    )
    func resubmit() throws {
        var message = MappingFixture.message("")
        message.body = Base64.decode(Self.gzip)?[...]
        message.attributes.append(Header(name: "content-encoding", value: "gzip"))
        let letter = try #require(MappingFixture.letter(MessageMapping(), message))
        #expect(letter.reason.hasPrefix("event type missing"))
        #expect(MappingFixture.event(mapping, Message(resubmitting: letter))?.data.text == Self.text)
        let mended = Message(resubmitting: letter, body: ArraySlice("[2]".utf8))
        #expect(MappingFixture.event(mapping, mended)?.data.text == "[2]")
    }

    @Test("tombstones become what the source says, in every format")
    func tombstones() throws {
        let headers = [
            ("ce_specversion", "1.0"), ("ce_id", "1"), ("ce_source", "s"), ("ce_type", "t"),
            ("content-encoding", "gzip"),
        ]
        let message = MappingFixture.message(nil, key: "k", headers: headers)
        for format in MessageMapping.Format.allCases {
            var mapping = MessageMapping(format: format, eventType: ValueRule(constant: "a"))
            let letter = try #require(MappingFixture.letter(mapping, message))
            #expect(letter.reason == "null payload: the message has a key but no value (a tombstone)")
            mapping.tombstones = .skip
            #expect(MappingFixture.entries(mapping, message).isEmpty)
            mapping.tombstones = .deliver
            let event = try #require(MappingFixture.event(mapping, message))
            #expect(event.data.text == "null")
            #expect(event.eventType == (format == .cloudEvents ? "t" : "a"))
            #expect(MappingFixture.event(mapping, MappingFixture.message(nil))?.eventType == "a")
            // An empty body is there.
            #expect(MappingFixture.letter(mapping, MappingFixture.message("")) != nil)
        }
    }
}
