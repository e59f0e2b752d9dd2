import Domain
import Testing

@Suite("Address policy")
struct AddressPolicyTests {
    @Test(
        "lets public addresses pass",
        arguments: [
            "1.1.1.1", "93.184.215.14", "172.32.0.1", "172.15.255.255", "100.63.255.255", "100.128.0.1", "192.0.1.1",
            "223.255.255.255", "2606:4700::1111", "2a00::1", "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::1",
        ]
    )
    func publicAddresses(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(AddressPolicy().refusal(address) == nil)
        #expect(AddressPolicy().allows(address))
    }

    static let privateAddresses = [
        "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "127.0.0.1", "127.255.255.255", "169.254.169.254",
        "100.64.0.1", "100.127.255.255", "0.0.0.0", "0.1.2.3", "198.18.0.1", "::1", "::", "fe80::1", "febf::1",
        "fc00::1",
        "fdff::1", "fec0::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:c0a8:101", "64:ff9b::10.0.0.1",
        "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:c0a8:101::1", "64:ff9b:1::1", "fe80::1%eth0",
    ]

    @Test("refuses private addresses of every kind and dress, unless all are allowed", arguments: privateAddresses)
    func privateNetworks(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(!AddressPolicy().allows(address))
        #expect(try #require(AddressPolicy().refusal(address)).contains(address.description))
        #expect(AddressPolicy(allowsPrivate: true).allows(address))
    }

    @Test(
        "refuses what is nobody's address, private ones allowed or not",
        arguments: [
            "192.0.2.1", "198.51.100.1", "203.0.113.255", "224.0.0.1", "239.255.255.255", "240.0.0.1",
            "255.255.255.255",
            "192.0.0.8", "192.88.99.1", "ff02::1", "2001:db8::1", "3fff::1", "100::1", "2001::1", "::10.0.0.1",
            "4000::1",
            "9000::1", "2001:20::1", "64:ff9b::224.0.0.1", "2002:f000::1",
        ]
    )
    func reserved(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(!AddressPolicy().allows(address))
        #expect(!AddressPolicy(allowsPrivate: true).allows(address))
        #expect(AddressPolicy(allowed: [try #require(CIDR(text))]).allows(address))
    }

    @Test("allows the listed networks and no others")
    func allowed() throws {
        let policy = AddressPolicy(allowed: [try #require(CIDR("10.1.0.0/16")), try #require(CIDR("fd00::/64"))])
        let verdicts = try [
            "10.1.2.3", "10.2.0.1", "fd00::1", "fd00:0:0:1::1", "::ffff:10.1.2.3", "64:ff9b::10.1.2.3",
            "64:ff9b::10.2.0.1",
        ]
        .map { policy.allows(try #require(IPAddress($0))) }
        #expect(verdicts == [true, false, true, false, true, true, false])
    }

    @Test("says what the address is and what could be done")
    func reasons() throws {
        let address = try #require(IPAddress("10.1.2.3"))
        let reason = "10.1.2.3 is a private address (10.0.0.0/8), to which nothing is sent"
        #expect(AddressPolicy().refusal(address) == "\(reason); allow its network if that is intended")
    }
}
