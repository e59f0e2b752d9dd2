import Domain
import Testing

@Suite("CIDR")
struct CIDRTests {
    @Test(
        "contains the addresses that share its prefix",
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.0", false), ("10.1.2.3/8", "10.9.9.9", true),
            ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "::1", false), ("::/0", "::1", true),
            ("::/0", "10.0.0.1", false), ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.8", false),
            ("fc00::/7", "fdff::1", true), ("fc00::/7", "fe00::1", false), ("2001:db8::/64", "2001:db8::ffff", true),
            ("2001:db8::/64", "2001:db8:0:1::", false), ("2001:db8::/65", "2001:db8::8000:0:0:0", false),
            ("::ffff:10.0.0.0/104", "10.1.1.1", true), ("10.0.0.0/8", "::ffff:10.1.1.1", true),
            ("::1/128", "::1", true), ("::1/128", "::2", false),
        ]
    )
    func containment(network: String, address: String, expected: Bool) throws {
        let network = try #require(CIDR(network))
        let address = try #require(IPAddress(address))
        #expect(network.contains(address) == expected)
    }

    @Test("writes the network with its other bits cleared")
    func text() {
        #expect(CIDR("10.1.2.3/8")?.description == "10.0.0.0/8")
        #expect(CIDR("::1")?.description == "::1/128")
    }

    @Test(
        "refuses other texts",
        arguments: [
            "", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "::/129", "10.0.0/8",
            "::ffff:10.0.0.0/95", "10.0.0.0/8/8", "10.0.0.0/999999999999999999999",
        ]
    )
    func refusals(text: String) {
        #expect(CIDR(text) == nil)
    }
}
