internal import Testing

@testable internal import Redis

@Suite("Reading of replies")
struct ReplyReaderTests {
    private static let stream =
        "+OK\r\n:-42\r\n$5\r\nhe\r\no\r\n$-1\r\n*2\r\n$1\r\na\r\n*2\r\n:1\r\n*-1\r\n*0\r\n-OOM command not allowed\r\n"

    private static let replies: [RedisValue] = [
        .status("OK"), .integer(-42), .bytes(Array("he\r\no".utf8)), .null,
        .array([.bytes(Array("a".utf8)), .array([.integer(1), .null])]), .array([]),
        .failure(RedisError(.outOfMemory, "OOM command not allowed", isReply: true)),
    ]

    private func read(_ parts: [ArraySlice<UInt8>]) throws -> [RedisValue] {
        let reader = try ReplyReader()
        var values: [RedisValue] = []
        for part in parts {
            try part.withUnsafeBytes { try reader.feed($0) }
            while let value = try reader.next() { values.append(value) }
        }
        return values
    }

    @Test("reads every kind of reply")
    func kinds() throws {
        #expect(try read([Array(Self.stream.utf8)[...]]) == Self.replies)
    }

    @Test("reads the same however the bytes are cut")
    func cuts() throws {
        let bytes = Array(Self.stream.utf8)
        for cut in 0...bytes.count { #expect(try read([bytes[..<cut], bytes[cut...]]) == Self.replies) }
        #expect(try read(bytes.indices.map { bytes[$0...$0] }) == Self.replies)
    }

    @Test("reads thousands of small replies and large ones from one buffer")
    func volume() throws {
        let payload = [UInt8](repeating: 9, count: 300_000)
        var bytes: [UInt8] = []
        for _ in 0..<5_000 { bytes += Array("$3\r\nabc\r\n".utf8) }
        bytes += Array("$300000\r\n".utf8) + payload + Array("\r\n".utf8)
        let values = try read([bytes[...]])
        #expect(values.count == 5_001)
        #expect(values.last == .bytes(payload))
    }

    @Test(
        "refuses what is not the protocol",
        arguments: ["HTTP/1.1 400 Bad Request\r\n\r\n", "$abc\r\n", "*x\r\n", "?\r\n"]
    )
    func violations(text: String) {
        let error = #expect(throws: RedisError.self) { try read([Array(text.utf8)[...]]) }
        #expect(error?.code == .protocolViolation)
    }

    @Test("never traps on random bytes")
    func fuzz() throws {
        var generator = SplitMix(state: 7)
        let seed = Array(Self.stream.utf8)
        for _ in 0..<20_000 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                bytes[Int.random(in: bytes.indices, using: &generator)] = .random(in: 0...127, using: &generator)
            }
            // A mutated length may announce gigabytes; those never arrive.
            _ = try? read([bytes[...]])
        }
    }
}

/// A small generator with a known sequence.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
