internal import Testing

@testable internal import Redis

@Suite("Replies as values")
struct RedisValueTests {
    @Test("answer what they are, or say what was expected")
    func accessors() throws {
        #expect(try RedisValue.integer(4).requireInteger() == 4)
        #expect(try RedisValue.bytes([1]).requireBytes() == [1])
        #expect(try RedisValue.array([.null]).requireElements() == [.null])
        #expect(RedisValue.bytes([0xFF]).text == nil)
        #expect(RedisValue.status("OK").text == "OK")
        let error = #expect(throws: RedisError.self) { try RedisValue.bytes(Array("secret".utf8)).requireInteger() }
        #expect(error?.code == .unexpectedReply)
        #expect(error?.message == "expected a number in a reply, got a string of 6 bytes")
    }

    @Test("that are errors throw themselves")
    func failures() {
        let failure = RedisError(reply: "OOM no")
        #expect(throws: failure) { try RedisValue.failure(failure).requireElements() }
        #expect(throws: failure) { try [RedisValue.null, .failure(failure)].throwFirstFailure() }
        #expect([RedisValue.null].firstFailure == nil)
    }
}
