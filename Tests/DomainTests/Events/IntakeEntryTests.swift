import Domain
import Testing

@Suite("Intake entry")
struct IntakeEntryTests {
    @Test("comes back from its bytes as it was", arguments: Samples.entries)
    func roundTrip(entry: IntakeEntry) throws {
        #expect(try IntakeEntry(decoding: entry.encoded()[...]) == entry)
        // Within a larger buffer, as replies of Redis are.
        let padded = [7, 7, 7] + entry.encoded() + [7]
        #expect(try IntakeEntry(decoding: padded[3..<padded.count - 1]) == entry)
    }

    @Test("keeps the first version's form, which older and newer processes read")
    func form() throws {
        let envelope = Envelope(
            id: ULID(high: 1, low: 2),
            project: ULID(high: 3, low: 4),
            eventType: "a.b",
            headers: [Header(name: "n", value: "v")],
            idempotencyKey: "k",
            position: "p",
            acceptedAt: Timestamp(microseconds: 5),
            data: payload("{}")
        )
        let expected = """
            010102\
            00000000000000010000000000000002\
            00000000000000030000000000000004\
            0000000000000005\
            03612e62\
            00\
            01016e0176\
            016b\
            0170\
            027b7d
            """
        #expect(Hexadecimal.encode(IntakeEntry.event(envelope).encoded()) == expected)
    }

    @Test("has a replay's job and endpoint before the payload, and an endpoint alone is refused")
    func replay() throws {
        var envelope = Envelope(
            id: ULID(high: 1, low: 2),
            project: ULID(high: 3, low: 4),
            eventType: "a",
            position: "p",
            acceptedAt: Timestamp(microseconds: 5),
            data: payload("{}")
        )
        let plain = Hexadecimal.encode(IntakeEntry.event(envelope).encoded())
        #expect(plain.hasPrefix("010100") && plain.hasSuffix("0170" + "027b7d"))
        envelope.replay = Envelope.Replay(job: ULID(high: 6, low: 7), endpoint: ULID(high: 8, low: 9))
        var bytes = IntakeEntry.event(envelope).encoded()
        let marked = Hexadecimal.encode(bytes)
        #expect(marked.hasPrefix("010118"))
        #expect(
            marked.hasSuffix(
                "0170" + "00000000000000060000000000000007" + "00000000000000080000000000000009" + "027b7d"
            )
        )
        bytes[2] = 16
        #expect(throws: IntakeDecodingError.self) { try IntakeEntry(decoding: bytes[...]) }
    }

    @Test("is refused wherever it is cut off", arguments: Samples.entries)
    func truncation(entry: IntakeEntry) {
        let bytes = entry.encoded()
        for count in 0..<min(bytes.count, 400) {
            #expect(throws: IntakeDecodingError.self) { try IntakeEntry(decoding: bytes[..<count]) }
        }
        #expect(throws: IntakeDecodingError.self) { try IntakeEntry(decoding: (bytes + [0])[...]) }
    }

    @Test("of a newer version says so, so that it can be left for a newer process")
    func newerVersion() {
        #expect {
            try IntakeEntry(decoding: [2, 1, 0])
        } throws: { error in
            (error as? IntakeDecodingError)?.code == .unsupportedVersion(2)
        }
    }

    @Test("with lengths that lie reserves no memory for them")
    func lyingLengths() {
        let head = Array(Samples.entries[2].encoded().prefix(43))
        for lie in [[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [0xFF, 0xFF, 0xFF, 0xFF, 0x7F]] as [[UInt8]] {
            #expect(throws: IntakeDecodingError.self) { try IntakeEntry(decoding: (head + lie)[...]) }
        }
        #expect(throws: IntakeDecodingError.self) {
            try IntakeEntry(decoding: (head + [UInt8](repeating: 0xFF, count: 40))[...])
        }
    }

    @Test("of any bytes is read or refused, never a crash, and what is read is read again alike")
    func fuzz() throws {
        var generator = SeededGenerator(seed: 3)
        let originals = Samples.entries.map { $0.encoded() }.filter { $0.count < 1_000 }
        var accepted = 0
        for round in 0..<40_000 {
            let bytes = originals[round % originals.count].mutated(using: &generator)
            guard let entry = try? IntakeEntry(decoding: bytes[...]) else { continue }
            accepted += 1
            #expect(try IntakeEntry(decoding: entry.encoded()[...]) == entry)
        }
        #expect(accepted > 1_000)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0..<80, using: &generator)
            let noise =
                [1, UInt8.random(in: 1...2, using: &generator)]
                + (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            _ = try? IntakeEntry(decoding: noise[...])
        }
    }
}
