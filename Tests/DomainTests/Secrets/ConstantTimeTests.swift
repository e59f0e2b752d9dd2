import Domain
import Testing

@Suite("Constant-time comparison")
struct ConstantTimeTests {
    @Test("tells equal from different, wherever the difference is")
    func equality() {
        let value = Array("0123456789".utf8)
        #expect(ConstantTime.equal(value, value))
        #expect(ConstantTime.equal("", ""))
        #expect(ConstantTime.equal("é", "é"))
        #expect(!ConstantTime.equal("é", "e\u{301}"))
        for index in value.indices {
            var other = value
            other[index] ^= 0x80
            #expect(!ConstantTime.equal(value, other))
        }
        #expect(!ConstantTime.equal(value, value.dropLast()))
    }
}
