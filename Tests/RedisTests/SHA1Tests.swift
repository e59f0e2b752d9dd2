internal import Testing

@testable internal import Redis

@Suite("SHA-1")
struct SHA1Tests {
    @Test(
        "matches published digests",
        arguments: [
            ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
            ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
            ),
            (String(repeating: "a", count: 1_000_000), "34aa973cd4c4daa4f61eeb2bdbad27316534016f"),
        ]
    )
    func vectors(text: String, digest: String) {
        #expect(SHA1.hexadecimal(of: Array(text.utf8)) == digest)
    }

    @Test("pads every length around the end of a block")
    func padding() {
        let digests = (50...70).map { SHA1.hexadecimal(of: [UInt8](repeating: 7, count: $0)) }
        #expect(Set(digests).count == digests.count)
        #expect(digests.allSatisfy { $0.utf8.count == 40 })
    }
}
