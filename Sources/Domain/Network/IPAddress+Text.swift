extension IPAddress: LosslessStringConvertible {
    /// Reads `192.0.2.1` or `2001:db8::1`, the latter with or without a zone (`fe80::1%eth0`), which is dropped.
    ///
    /// Only the four-part decimal form of IPv4 is read: the short, octal and hexadecimal forms that some resolvers know
    /// (`0x7f.1`) are names to us.
    public init?(_ text: String) {
        if text.utf8.contains(UInt8(ascii: ":")) {
            guard let halves = Self.v6(Bytes(text.utf8)) else { return nil }
            self.init(high: halves.high, low: halves.low)
        } else {
            guard let number = Self.v4(Bytes(text.utf8)) else { return nil }
            self = .v4(number)
        }
    }

    /// The address in the usual form; for IPv6 that of RFC 5952.
    public var description: String {
        switch self {
        case .v4(let number):
            stride(from: UInt32(24), through: 0, by: -8).map { String(number >> $0 & 255) }.joined(separator: ".")
        case .v6(let high, let low):
            Self.text(groups: Self.groups(high) + Self.groups(low))
        }
    }

    private static func v4(_ text: Bytes) -> UInt32? {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var number: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.count == 1 || part.first != UInt8(ascii: "0") else { return nil }
            var value: UInt32 = 0
            for byte in part {
                guard let digit = byte.decimalDigit else { return nil }
                value = value * 10 + UInt32(digit)
            }
            guard value <= 255 else { return nil }
            number = number << 8 | value
        }
        return number
    }

    private static func v6(_ text: Bytes) -> (high: UInt64, low: UInt64)? {
        let parts = text.split(separator: UInt8(ascii: "%"), maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = parts.first, parts.count == 1 || parts[1].isEmpty == false else { return nil }
        var groups: [UInt16] = []
        var gap: Int?
        var rest = address
        while !rest.isEmpty {
            if rest.starts(with: "::".utf8) {
                guard gap == nil else { return nil }
                gap = groups.count
                rest.removeFirst(2)
                continue
            }
            if !groups.isEmpty, gap != groups.count {
                guard rest.first == UInt8(ascii: ":") else { return nil }
                rest.removeFirst()
            }
            let part = rest.prefix { $0 != UInt8(ascii: ":") }
            if part.contains(UInt8(ascii: ".")) {
                guard let number = v4(part), part.endIndex == rest.endIndex else { return nil }
                groups += [UInt16(number >> 16), UInt16(truncatingIfNeeded: number)]
            } else {
                guard let group = group(part) else { return nil }
                groups.append(group)
            }
            guard groups.count <= 8 else { return nil }
            rest = rest[part.endIndex...]
        }
        if let gap {
            guard groups.count < 8 else { return nil }
            groups.insert(contentsOf: repeatElement(0, count: 8 - groups.count), at: gap)
        }
        guard groups.count == 8 else { return nil }
        return (joined(groups.prefix(4)), joined(groups.suffix(4)))
    }

    private static func group(_ text: Bytes) -> UInt16? {
        guard (1...4).contains(text.count) else { return nil }
        var value: UInt16 = 0
        for byte in text {
            guard let digit = byte.hexadecimalDigit else { return nil }
            value = value << 4 | UInt16(digit)
        }
        return value
    }

    private static func joined(_ groups: ArraySlice<UInt16>) -> UInt64 {
        groups.reduce(0) { $0 << 16 | UInt64($1) }
    }

    private static func groups(_ half: UInt64) -> [UInt16] {
        stride(from: UInt64(48), through: 0, by: -16).map { UInt16(truncatingIfNeeded: half >> $0) }
    }

    /// Joins the groups, the longest run of two or more zeros (the first of equals) written `::`.
    private static func text(groups: [UInt16]) -> String {
        var run = 0..<0
        var start = 0
        while start < groups.count {
            let end = groups[start...].firstIndex { $0 != 0 } ?? groups.count
            if end - start > max(run.count, 1) { run = start..<end }
            start = end + 1
        }
        func joined(_ part: ArraySlice<UInt16>) -> String {
            part.map { String($0, radix: 16) }.joined(separator: ":")
        }
        return run.isEmpty
            ? joined(groups[...]) : joined(groups[..<run.lowerBound]) + "::" + joined(groups[run.upperBound...])
    }
}
