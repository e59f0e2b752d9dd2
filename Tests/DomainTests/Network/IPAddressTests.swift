import Domain
import Testing

@Suite("IP address")
struct IPAddressTests {
    @Test(
        "reads and writes the usual form",
        arguments: [
            ("127.0.0.1", "127.0.0.1"),
            ("255.255.255.255", "255.255.255.255"),
            ("::", "::"),
            ("::1", "::1"),
            ("2001:DB8::0001", "2001:db8::1"),
            ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
            ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
            ("1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"),
            ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
            ("fe80::1%eth0", "fe80::1"),
            ("::ffff:10.0.0.1", "10.0.0.1"),
            ("::FFFF:0a00:0001", "10.0.0.1"),
            ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
        ]
    )
    func text(text: String, expected: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.description == expected)
        #expect(IPAddress(expected) == address)
    }

    @Test(
        "refuses other texts, the odd forms of IPv4 among them",
        arguments: [
            "", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "0x7f.0.0.1", "1.2.3.", "1..2.3", "1.2.3.4 ",
            "a.b.c.d",
            ":", ":::", "1:2", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::", "1:2:3:4:5:6:7:8::", "::1.2.3",
            "1.2.3.4::",
            "::1%", "1:2:3:4:5:6:7:", ":1:2:3:4:5:6:7", "localhost", "[::1]", "2130706433", "::1:2:3:4:5:6:7:8",
        ]
    )
    func refusals(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test("takes the bytes of a socket address, IPv4 in IPv6 clothes as IPv4")
    func bytes() {
        #expect(IPAddress(bytes: [10, 0, 0, 1] as [UInt8]) == IPAddress("10.0.0.1"))
        let mapped = [UInt8](repeating: 0, count: 10) + [255, 255, 10, 0, 0, 1]
        #expect(IPAddress(bytes: mapped) == IPAddress("10.0.0.1"))
        #expect(IPAddress(bytes: [UInt8](repeating: 0, count: 15) + [1]) == IPAddress("::1"))
        #expect(IPAddress(bytes: [1, 2, 3] as [UInt8]) == nil)
    }

    @Test("any address survives its text")
    func roundTrips() {
        var generator = SeededGenerator(seed: 8)
        for _ in 0..<5_000 {
            var bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            for index in bytes.indices where Bool.random(using: &generator) { bytes[index] = 0 }
            let address = IPAddress(bytes: bytes)
            #expect(address?.description.isEmpty == false)
            #expect(address.flatMap { IPAddress($0.description) } == address)
        }
    }
}
