internal import Domain
internal import Testing

@testable internal import Postgres

@Suite("Binary decoding")
struct DecodingTests {
    private func decode<Value: PostgresDecodable>(_ type: PostgresType, _ bytes: [UInt8], as: Value.Type) -> Value? {
        bytes.withUnsafeBytes { Value.decode(PostgresField(type: type, bytes: $0)) }
    }

    private func elements<Value: PostgresDecodable>(_ bytes: Bytes?, of: Value.Type) -> [Value?]? {
        Array(bytes ?? []).withUnsafeBytes { PostgresField(type: .textArray, bytes: $0).elements(Value.self) }
    }

    @Test("integers of any width are read, and only those")
    func integers() {
        #expect(decode(.int2, [0xff, 0xfe], as: Int.self) == -2)
        #expect(decode(.int4, [0, 0, 1, 0], as: Int.self) == 256)
        #expect(decode(.int8, [0, 0, 0, 1, 0, 0, 0, 0], as: Int64.self) == 1 << 32)
        #expect(decode(.int8, [0, 0, 0, 1, 0, 0, 0, 0], as: Int32.self) == nil)
        #expect(decode(.int4, [0, 1], as: Int.self) == nil)
        #expect(decode(.text, [0, 0, 1, 0], as: Int.self) == nil)
    }

    @Test("text is read from text types, json, jsonb and enumerations")
    func texts() {
        #expect(decode(.text, [0xc3, 0xa9], as: String.self) == "é")
        #expect(decode(.json, Array("{}".utf8), as: String.self) == "{}")
        #expect(decode(.jsonb, [1] + Array("{}".utf8), as: String.self) == "{}")
        #expect(decode(.jsonb, [2] + Array("{}".utf8), as: String.self) == nil)
        #expect(decode(PostgresType(oid: 16_999), Array("mood".utf8), as: String.self) == "mood")
        #expect(decode(.uuid, Array(repeating: 65, count: 16), as: String.self) == nil)
        #expect(decode(.json, Array("[]".utf8), as: Bytes.self) == Bytes("[]".utf8))
    }

    @Test("infinite times have no value, others do")
    func times() {
        #expect(
            decode(.timestamptz, [0, 0, 0, 0, 0, 0, 0, 1], as: Timestamp.self)?.microseconds == 946_684_800_000_001
        )
        #expect(decode(.timestamptz, [0x7f] + Array(repeating: 0xff, count: 7), as: Timestamp.self) == nil)
        #expect(decode(.timestamptz, [0x80] + Array(repeating: 0, count: 7), as: Timestamp.self) == nil)
        #expect(decode(.timestamptz, [0x7f] + Array(repeating: 0xff, count: 6) + [0xfe], as: Timestamp.self) == nil)
    }

    @Test("what the builder made is read back")
    func arrays() {
        let ids = (0..<3).map { ULID(high: UInt64($0), low: .max) }
        #expect(elements(PostgresParameter.array(ids).bytes, of: ULID.self) == ids)
        var builder = PostgresArrayBuilder<String>()
        builder.append("")
        builder.append(nil)
        builder.append("ü")
        #expect(elements(builder.parameter.bytes, of: String.self) == ["", nil, "ü"])
        #expect(elements(PostgresArrayBuilder<Double>().parameter.bytes, of: Double.self) == [])
    }

    @Test("an array of another element type is not read")
    func wrongElements() {
        #expect(elements(PostgresParameter.array(["a"]).bytes, of: Bool.self) == nil)
    }

    @Test("no bytes whatever stop the process")
    func fuzz() {
        var generator = SplitMix(state: 20_260_801)
        let whole = Array(PostgresParameter.array(["alpha", "beta", ""]).bytes ?? [])
        for round in 0..<20_000 {
            var bytes = whole
            for _ in 0...Int.random(in: 0...3, using: &generator) {
                bytes[Int.random(in: bytes.indices, using: &generator)] = .random(in: .min ... .max, using: &generator)
            }
            if round.isMultiple(of: 3) { bytes.removeLast(Int.random(in: 0...bytes.count, using: &generator)) }
            if let read = elements(bytes[...], of: String.self) { #expect(read.count <= bytes.count) }
            _ = elements(bytes[...], of: Int.self)
            _ = decode(.jsonb, bytes, as: String.self)
            _ = decode(.uuid, bytes, as: ULID.self)
            _ = decode(.float8, bytes, as: Double.self)
        }
    }
}

private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
