import Domain
import Testing

@Suite("ULID")
struct ULIDTests {
    @Test(
        "writes and reads 26 characters",
        arguments: [
            ("00000000000000000000000000", 0, 0),
            ("7ZZZZZZZZZZZZZZZZZZZZZZZZZ", UInt64.max, UInt64.max),
            ("01KYYK41KVZZZG000000000001", 1_785_585_600_123 << 16 | 0xFFFF, 1),
        ] as [(String, UInt64, UInt64)]
    )
    func text(text: String, high: UInt64, low: UInt64) throws {
        let id = ULID(high: high, low: low)
        #expect(id.description == text)
        #expect(ULID(text) == id)
        #expect(ULID(text.lowercased()) == id)
        #expect(ULID("<\(text)>".dropFirst().dropLast()) == id)
        #expect(ULID(ascii: payload(text)) == id)
        var bytes: [UInt8] = []
        id.append(to: &bytes)
        #expect(bytes == Array(text.utf8))
    }

    @Test(
        "refuses other texts",
        arguments: [
            "", "0", "8ZZZZZZZZZZZZZZZZZZZZZZZZZ", "Z0000000000000000000000000", "0000000000000000000000000I",
            "0000000000000000000000000U", "000000000000000000000000000", "0000000000000000000000000-",
            "0000000000000000000000000é", "0000000000000000000000000\0",
        ]
    )
    func refusals(text: String) {
        #expect(ULID(text) == nil)
    }

    @Test("every id survives text and bytes, and sorts alike as both")
    func roundTrips() {
        var generator = SeededGenerator(seed: 2)
        var previous = ULID(high: 0, low: 0)
        for _ in 0..<5_000 {
            let id = ULID(high: generator.next(), low: generator.next())
            #expect(ULID(id.description) == id)
            #expect(ULID(bytes: id.bytes) == id)
            #expect((id < previous) == (id.description < previous.description))
            #expect((id < previous) == id.bytes.lexicographicallyPrecedes(previous.bytes))
            var text: [UInt8] = []
            id.append(to: &text)
            #expect(String(decoding: text, as: UTF8.self) == id.description)
            previous = id
        }
    }

    @Test("reads exactly 16 bytes")
    func bytes() {
        #expect(ULID(high: 0x0102_0304_0506_0708, low: 0x090A_0B0C_0D0E_0F10).bytes == Array(1...16))
        #expect(ULID(bytes: [UInt8](repeating: 0, count: 15)) == nil)
        #expect(ULID(bytes: [UInt8](repeating: 0, count: 17)) == nil)
    }

    // Computed with Python's hashlib.
    @Test("derives ids as documented, on every machine alike")
    func derivedVectors() {
        let time = Timestamp(milliseconds: 1_785_585_600_123)
        let parts = ["01J5Z3NDEKTSV4RRFFQ69G5FAV", "kafka/orders/3/8812"]
        #expect(ULID.derived(at: time, from: parts).description == "01KYYK41KVZX3M5SVZE8CPCJ16")
        let pair = ULID.derived(at: time, from: ULID(high: 1, low: 2), ULID(high: 3, low: 4))
        #expect(pair.description == "01KYYK41KVE8VC030Q00VCDQGK")
    }

    @Test("derived ids tell parts apart by their borders, order and time")
    func derivedDifferences() {
        let time = Timestamp(milliseconds: 1)
        #expect(ULID.derived(at: time, from: ["ab", "c"]) != .derived(at: time, from: ["a", "bc"]))
        #expect(ULID.derived(at: time, from: ["a"]) != .derived(at: time, from: ["a", ""]))
        #expect(ULID.derived(at: time, from: ["a"]) != .derived(at: Timestamp(milliseconds: 2), from: ["a"]))
        let (one, other) = (ULID(high: 1, low: 1), ULID(high: 2, low: 2))
        #expect(ULID.derived(at: time, from: one, other) != .derived(at: time, from: other, one))
    }

    @Test("carries its time to the millisecond, cut to 48 bits")
    func time() {
        let time = Timestamp(microseconds: 1_785_585_600_123_456)
        #expect(ULID.random(at: time).timestamp == Timestamp(milliseconds: 1_785_585_600_123))
        #expect(ULID.random(at: Timestamp(milliseconds: -5)).milliseconds == 0)
        #expect(ULID.random(at: Timestamp(microseconds: .max)).milliseconds == 1 << 48 - 1)
        #expect(ULID(high: .max, low: 0).milliseconds == 1 << 48 - 1)
    }

    @Test("random ids of one moment differ")
    func random() {
        let time = Timestamp.now()
        #expect(Set((0..<1_000).map { _ in ULID.random(at: time) }).count == 1_000)
    }
}
