import Crypto
import Testing

@testable import Domain

@Suite("Prepared HMAC")
struct PreparedHMACTests {
    @Test("is the library's HMAC, for keys shorter than, as long as and longer than a block, used again and again")
    func agreement() {
        var generator = SeededGenerator(seed: 9)
        for count in [0, 1, 32, 63, 64, 65, 127, 128, 129, 300] {
            let key = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            let short = PreparedHMAC<SHA256>(key: key)
            let long = PreparedHMAC<SHA512>(key: key)
            for size in [0, 1, 55, 56, 64, 1_000] {
                let body = (0..<size).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
                let message = [1, 2, 3] + body
                let library = SymmetricKey(data: key)
                #expect(
                    short.code(of: [1, 2, 3], body[...])
                        == Array(HMAC<SHA256>.authenticationCode(for: message, using: library))
                )
                #expect(
                    long.code(of: [1, 2, 3], body[...])
                        == Array(HMAC<SHA512>.authenticationCode(for: message, using: library))
                )
            }
        }
    }
}
