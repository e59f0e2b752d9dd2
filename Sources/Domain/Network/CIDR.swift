/// A network: an address and how many of its leading bits count.
public struct CIDR: Hashable, Sendable, LosslessStringConvertible {
    /// The network's first address.
    public let address: IPAddress

    /// How many leading bits an address must share with the network's.
    public let prefixLength: Int

    /// Reads `10.0.0.0/8` or `fc00::/7`; a lone address is the network of that address only.
    ///
    /// Bits after the prefix are cleared. A network of IPv4 addresses in IPv6 clothes is the IPv4 network.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let first = parts.first, let address = IPAddress(first) else { return nil }
        var length = address.width
        if parts.count == 2 {
            guard parts[1].utf8.count <= 3, parts[1].utf8.allSatisfy({ $0.decimalDigit != nil }),
                let read = Int(parts[1])
            else { return nil }
            let isMapped = address.width == 32 && first.utf8.contains(UInt8(ascii: ":"))
            length = isMapped ? read - 96 : read
        }
        guard (0...address.width).contains(length) else { return nil }
        self.init(address, prefixLength: length)
    }

    /// Makes a network; the length must fit the address.
    init(_ address: IPAddress, prefixLength: Int) {
        self.address = address.keeping(bits: prefixLength)
        self.prefixLength = prefixLength
    }

    /// Whether the address is in the network; never so for one of the other family.
    public func contains(_ other: IPAddress) -> Bool {
        other.width == address.width && other.keeping(bits: prefixLength) == address
    }

    /// The network as `10.0.0.0/8`.
    public var description: String { "\(address)/\(prefixLength)" }
}

extension IPAddress {
    /// The address with all but its first bits cleared.
    fileprivate func keeping(bits: Int) -> IPAddress {
        switch self {
        case .v4(let number):
            .v4(number & (UInt32.max << UInt32(32 - bits)))
        case .v6(let high, let low):
            // Not the normalizing initializer: a cleared address must stay in its family.
            .v6(
                high: bits >= 64 ? high : high & (UInt64.max << UInt64(64 - bits)),
                low: bits <= 64 ? 0 : low & (UInt64.max << UInt64(128 - bits))
            )
        }
    }
}
