internal import Redis
internal import Testing

@testable internal import Queue

@Suite("Stream entries")
struct StreamEntryTests {
    private func text(_ text: String) -> RedisValue { .bytes(Array(text.utf8)) }

    @Test("carry the bytes of their one field")
    func payload() throws {
        let entry = try StreamEntry(.array([text("5-1"), .array([text("e"), .bytes([1, 2])])]))
        #expect(entry.id == StreamID(milliseconds: 5, sequence: 1))
        #expect(entry.bytes == [1, 2])
    }

    @Test("whose payload was deleted have none")
    func deleted() throws {
        #expect(try StreamEntry(.array([text("5-1"), .null])).bytes == nil)
    }

    @Test("of somebody else read as empty")
    func foreign() throws {
        #expect(try StreamEntry(.array([text("5-1"), .array([text("x"), text("y")])])).bytes == [])
        #expect(try StreamEntry(.array([text("5-1"), .array([text("e")])])).bytes == [])
        #expect(try StreamEntry(.array([text("5-1"), .array([])])).bytes == [])
    }

    @Test("of another shape are errors, never traps")
    func shapes() {
        let shapes: [RedisValue] = [
            .null, .integer(1), .array([]), .array([text("5-1")]), .array([text("x"), .null]), .array([.null, .null]),
            .array([text("5-1"), .integer(3)]), .array([text("5-1"), .array([text("e"), .null])]),
        ]
        for shape in shapes {
            let error = #expect(throws: RedisError.self) { try StreamEntry(shape) }
            #expect(error?.code == .unexpectedReply)
        }
        let pending: [RedisValue] = [.null, .array([]), .array([text("5-1"), text("c"), text("x"), .integer(1)])]
        for shape in pending { #expect(throws: RedisError.self) { try PendingEntry(shape) } }
    }

    @Test("of a read that ended without any are none")
    func reads() throws {
        #expect(try StreamEntry.ofRead(.null).isEmpty)
        #expect(try StreamEntry.ofRead(.array([])).isEmpty)
        #expect(try StreamEntry.ofRead(.array([.array([text("key"), .array([])])])).isEmpty)
        #expect(throws: RedisError.self) { try StreamEntry.ofRead(.array([.array([text("key")])])) }
    }
}
