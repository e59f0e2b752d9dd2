import ConnectorCore
import Domain
import Redis
import Testing

@testable import RedisStreamsConnector

@Suite("A stream's entry")
struct StreamEntryTests {
    private static func bytes(_ text: String) -> RedisValue { .bytes(Array(text.utf8)) }

    private static func entry(_ id: String, _ words: [RedisValue]) throws -> StreamEntry {
        try StreamEntry(.array([bytes(id), .array(words)]), stream: 0)
    }

    @Test("one field is the data, the others are headers")
    func field() throws {
        let words = ["data", "{}", "event-type", "paid", "n", "1"].map(Self.bytes)
        let message = try Self.entry("1785585600123-4", words).message(of: "orders", body: .field("data"))
        #expect(message.position == "redis_streams/orders/1785585600123-4")
        #expect(message.timestamp == Timestamp(milliseconds: 1_785_585_600_123))
        #expect(message.body == Array("{}".utf8)[...])
        #expect(message.headers.map(\.name) == ["event-type", "n"])
        #expect(message.text(ofHeader: "event-type") == "paid")
        #expect(message.attributes.map(\.value) == ["orders", "1785585600123-4", "1785585600123"])
    }

    @Test("an entry without the field has no body; of two the last counts")
    func fieldMissing() throws {
        #expect(
            try Self.entry("1-1", [Self.bytes("a"), Self.bytes("b")]).message(of: "s", body: .field("data")).body == nil
        )
        let twice = try Self.entry("1-1", ["data", "1", "data", "2"].map(Self.bytes))
        #expect(twice.message(of: "s", body: .field("data")).body == [0x32])
    }

    @Test("the whole entry is an object of strings, whatever its bytes")
    func whole() throws {
        let words = ["a", "1", "b", "\"\n", "a", "2"].map(Self.bytes) + [.bytes([0xFF]), .bytes([0xC3])]
        let message = try Self.entry("1-1", words).message(of: "s", body: .entry)
        let text = String(decoding: message.body ?? [], as: UTF8.self)
        #expect(text == "{\"b\":\"\\\"\\n\",\"a\":\"2\",\"\u{FFFD}\":\"\u{FFFD}\"}")
        #expect(message.headers.isEmpty)
        try JSON.validate(message.body ?? [])
    }

    @Test("ids that are no times have none; an odd word, a deleted entry and nonsense do not trap")
    func strange() throws {
        let far = try Self.entry("18446744073709551615-18446744073709551615", [])
        #expect(far.message(of: "s", body: .entry).timestamp == nil)
        #expect(try Self.entry("1-1", [Self.bytes("a")]).fields == [])
        #expect(try StreamEntry(.array([Self.bytes("1-1"), .null]), stream: 0).fields == nil)
        #expect(try StreamEntry.list(.array([.null]), stream: 0).isEmpty)
        for value: RedisValue in [.null, .integer(1), .array([]), .array([Self.bytes("x"), .array([])])] {
            #expect(throws: RedisError.self) { try StreamEntry(value, stream: 0) }
        }
    }

    @Test("ids are read and written as Redis does", arguments: ["0-0", "1785585600123-4", "18446744073709551615-1"])
    func ids(text: String) {
        #expect(StreamID(text)?.description == text)
    }

    @Test(
        "what is no id is none",
        arguments: ["", "-", "1-", "-1", "a-1", "1-1-1", "18446744073709551616", "+1-1", "$"]
    )
    func noIDs(text: String) {
        #expect(StreamID(text) == nil)
    }

    @Test("the backlog of our group is found")
    func lag() throws {
        func group(_ name: String, _ lag: RedisValue) -> RedisValue {
            .array([Self.bytes("name"), Self.bytes(name), Self.bytes("pending"), .integer(1), Self.bytes("lag"), lag])
        }
        let reply = RedisValue.array([group("other", .integer(3)), group("mine", .integer(7)), group("new", .null)])
        #expect(try RedisStreamsSession.lag(of: "mine", in: reply) == 7)
        #expect(try RedisStreamsSession.lag(of: "new", in: reply) == nil)
        #expect(try RedisStreamsSession.lag(of: "none", in: reply) == nil)
    }
}
