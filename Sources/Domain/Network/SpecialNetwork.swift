/// A network whose addresses are not those of public hosts, after the IANA special-purpose registries.
struct SpecialNetwork: Hashable {
    /// Where an address of the network carries an IPv4 address.
    enum Embedding: Hashable {
        /// In its last 32 bits (NAT64).
        case last

        /// After its first 16 bits (6to4).
        case second
    }

    let network: CIDR

    /// What the address is, to follow "it is".
    let meaning: String

    /// Whether hosts of one's own may have such addresses.
    let isPrivate: Bool

    let embedding: Embedding?

    /// The network that an address belongs to; nil for the address of a public host.
    static func containing(_ address: IPAddress) -> SpecialNetwork? {
        switch address {
        case .v4: v4.first { $0.network.contains(address) }
        case .v6: v6.first { $0.network.contains(address) }
        }
    }

    /// The IPv4 address that packets to this one end up at.
    func embeddedAddress(in address: IPAddress) -> IPAddress? {
        guard case .v6(let high, let low) = address else { return nil }
        return switch embedding {
        case .last: .v4(UInt32(truncatingIfNeeded: low))
        case .second: .v4(UInt32(truncatingIfNeeded: high >> 16))
        case nil: nil
        }
    }

    private static let v4: [SpecialNetwork] = [
        .private("0.0.0.0/8", "an unspecified address"),
        .private("10.0.0.0/8", "a private address"),
        .private("100.64.0.0/10", "an address shared behind a carrier's NAT"),
        .private("127.0.0.0/8", "a loopback address"),
        .private("169.254.0.0/16", "a link-local address"),
        .private("172.16.0.0/12", "a private address"),
        .reserved("192.0.0.0/24", "a protocol's address"),
        .reserved("192.0.2.0/24", "an address for documentation"),
        .reserved("192.88.99.0/24", "an address of retired relays"),
        .private("192.168.0.0/16", "a private address"),
        .private("198.18.0.0/15", "an address for benchmarks"),
        .reserved("198.51.100.0/24", "an address for documentation"),
        .reserved("203.0.113.0/24", "an address for documentation"),
        .reserved("224.0.0.0/4", "a multicast address"),
        .reserved("255.255.255.255/32", "the broadcast address"),
        .reserved("240.0.0.0/4", "a reserved address"),
    ].compactMap(\.self)

    /// The last entries take in all that is not global unicast.
    private static let v6: [SpecialNetwork] = [
        .private("::/128", "the unspecified address"),
        .private("::1/128", "the loopback address"),
        .reserved("::/96", "an address of a retired form"),
        .translated("64:ff9b::/96", "an address that leads to a private IPv4 address", .last),
        .private("64:ff9b:1::/48", "a private address of a translator"),
        .reserved("100::/64", "a discarded address"),
        .reserved("2001::/32", "an address of a retired tunnel"),
        .reserved("2001:2::/48", "an address for benchmarks"),
        .reserved("2001:10::/28", "an address of a retired form"),
        .reserved("2001:20::/28", "an identifier, not an address"),
        .reserved("2001:db8::/32", "an address for documentation"),
        .translated("2002::/16", "an address that leads to a private IPv4 address", .second),
        .reserved("3fff::/20", "an address for documentation"),
        .private("fc00::/7", "a private address"),
        .private("fe80::/10", "a link-local address"),
        .private("fec0::/10", "a private address"),
        .reserved("ff00::/8", "a multicast address"),
        .reserved("::/3", "a reserved address"),
        .reserved("4000::/2", "a reserved address"),
        .reserved("8000::/1", "a reserved address"),
    ].compactMap(\.self)

    private static func `private`(_ network: String, _ meaning: String) -> SpecialNetwork? {
        CIDR(network).map { SpecialNetwork(network: $0, meaning: meaning, isPrivate: true, embedding: nil) }
    }

    private static func reserved(_ network: String, _ meaning: String) -> SpecialNetwork? {
        CIDR(network).map { SpecialNetwork(network: $0, meaning: meaning, isPrivate: false, embedding: nil) }
    }

    private static func translated(_ network: String, _ meaning: String, _ embedding: Embedding) -> SpecialNetwork? {
        CIDR(network).map { SpecialNetwork(network: $0, meaning: meaning, isPrivate: true, embedding: embedding) }
    }
}
