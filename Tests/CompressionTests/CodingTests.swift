import Compression
import Foundation
import Testing

@Suite("Compressed bytes")
struct CodingTests {
    private static let text = #"{"id":9007199254740993,"price":1.10}"#

    /// The text above, as Python's gzip and zlib and the zstd program write it.
    private static let gzip =
        "H4sIAAAAAAACA6tWykxRsrI0MDA3tLQ0MjUxNzGwtDTWUSooykxOVbIy1DM0qAUAq1yk5iQAAAA="
    private static let zlib = "eJyrVspMUbKyNDAwN7S0NDI1MTcxsLQ01lEqKMpMTlWyMtQzNKgFAKTaCQ8="
    private static let bare = "q1bKTFGysjQwMDe0tDQyNTE3MbC0NNZRKijKTE5VsjLUMzSoBQA="
    private static let zstandard = "KLUv/QRYIQEAeyJpZCI6OTAwNzE5OTI1NDc0MDk5MywicHJpY2UiOjEuMTB96ZImeQ=="

    /// 32 KiB of zeros with gzip, 4 MiB of zeros with zstd.
    private static let zeros =
        "H4sIAAAAAAACA+3BAQEAAACAkP6v7ggKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABim/B8BAIAAAA=="
    private static let bomb = """
        KLUv/QRoTAAACAABAPz/ORACAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAA\
        AgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAwAQACidvHw=
        """

    /// A frame that asks for a window of 128 MiB.
    private static let wide = "KLUv/QSIZAAAEAAAAgDp/zdz4AEsAgAQAAIAEAACABAAAgAQAAIAEA=="

    private static func bytes(_ base64: String) -> ArraySlice<UInt8> {
        ArraySlice(Data(base64Encoded: base64) ?? Data())
    }

    private static let vectors: [(Coding, String)] = [
        (.gzip, gzip), (.deflate, zlib), (.deflate, bare), (.zstd, zstandard),
    ]

    private func failure(_ coding: Coding, _ bytes: ArraySlice<UInt8>, limit: Int = 1 << 20) -> DecompressionError? {
        do {
            _ = try coding.decompress(bytes, limit: limit)
            return nil
        } catch {
            return error
        }
    }

    @Test("what other programs compressed comes back, up to the last byte that is allowed", arguments: vectors)
    func reads(_ coding: Coding, _ base64: String) throws {
        let bytes = Self.bytes(base64)
        let size = Self.text.utf8.count
        #expect(try coding.decompress(bytes, limit: size) == Array(Self.text.utf8))
        #expect(failure(coding, bytes, limit: size - 1) == .tooLarge(limit: size - 1))
        #expect(failure(coding, bytes, limit: 0) == .tooLarge(limit: 0))
    }

    @Test("members and frames after each other are one", arguments: [(Coding.gzip, gzip), (.zstd, zstandard)])
    func several(_ coding: Coding, _ base64: String) throws {
        let bytes = Self.bytes(base64)
        #expect(
            try coding.decompress(bytes + bytes + bytes, limit: 1 << 20)
                == Array((Self.text + Self.text + Self.text).utf8)
        )
    }

    @Test("what ends too early, goes on too long or is nothing at all is an error", arguments: vectors)
    func broken(_ coding: Coding, _ base64: String) {
        let bytes = Self.bytes(base64)
        for count in 0..<bytes.count {
            #expect(failure(coding, bytes.prefix(count)) != nil, "\(count) of \(bytes.count) bytes")
        }
        #expect(failure(coding, bytes + [7]) != nil)
        #expect(failure(coding, ArraySlice("{}".utf8)) != nil)
        #expect(failure(coding, []) == .truncated)
    }

    @Test("a changed byte is noticed where there is a checksum")
    func checksum() {
        var bytes = Self.bytes(Self.gzip)
        bytes[bytes.endIndex - 6] ^= 1
        #expect(failure(.gzip, bytes) == .corrupt("incorrect data check"))
    }

    @Test("bombs are given up at the limit, many small members too, and wide windows are not granted")
    func bombs() {
        let clock = ContinuousClock()
        let elapsed = clock.measure {
            #expect(failure(.zstd, Self.bytes(Self.bomb), limit: 1 << 20) == .tooLarge(limit: 1 << 20))
            let members = ArraySlice(Array(repeating: Self.bytes(Self.zeros), count: 1_000).joined())
            #expect(failure(.gzip, members, limit: 1 << 20) == .tooLarge(limit: 1 << 20))
        }
        #expect(elapsed < .seconds(5))
        #expect(failure(.zstd, Self.bytes(Self.wide))?.description.contains("too much memory") == true)
    }

    @Test("any bytes at all give bytes or an error, within the limit", arguments: Coding.allCases)
    func random(_ coding: Coding) throws {
        var generator = Seeded(state: 42)
        for round in 0..<3_000 {
            let vector = Self.vectors.filter { $0.0 == coding }.randomElement(using: &generator)?.1 ?? Self.gzip
            var bytes = round.isMultiple(of: 2) ? Self.bytes(vector) : []
            for _ in 0..<Int.random(in: 0...4, using: &generator) where !bytes.isEmpty {
                bytes[bytes.indices.randomElement(using: &generator) ?? bytes.startIndex] = .random(
                    in: 0...255,
                    using: &generator
                )
            }
            bytes += (0..<Int.random(in: 0...40, using: &generator)).map { _ in .random(in: 0...255, using: &generator)
            }
            let output = (try? coding.decompress(bytes, limit: 4_096)) ?? []
            #expect(output.count <= 4_096)
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
