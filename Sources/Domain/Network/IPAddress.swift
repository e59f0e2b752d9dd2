/// An IPv4 or IPv6 address.
///
/// An IPv4 address in IPv6 clothes (`::ffff:10.0.0.1`) is the IPv4 address: whoever connects to it reaches the same
/// host, so no rule may treat it as another.
public enum IPAddress: Hashable, Sendable {
    /// An IPv4 address as a number, `127.0.0.1` being `0x7F000001`.
    case v4(UInt32)

    /// An IPv6 address in two halves.
    case v6(high: UInt64, low: UInt64)

    /// Takes an address from the bytes in which sockets have it: 4 or 16, the most significant first.
    public init?(bytes: some Collection<UInt8>) {
        var high: UInt64 = 0
        var low: UInt64 = 0
        for byte in bytes.prefix(16) {
            high = high << 8 | low >> 56
            low = low << 8 | UInt64(byte)
        }
        switch bytes.count {
        case 4: self = .v4(UInt32(truncatingIfNeeded: low))
        case 16: self.init(high: high, low: low)
        default: return nil
        }
    }

    init(high: UInt64, low: UInt64) {
        if high == 0, low >> 32 == 0xFFFF {
            self = .v4(UInt32(truncatingIfNeeded: low))
        } else {
            self = .v6(high: high, low: low)
        }
    }

    /// How many bits the address has: 32 or 128.
    var width: Int {
        switch self {
        case .v4: 32
        case .v6: 128
        }
    }
}
