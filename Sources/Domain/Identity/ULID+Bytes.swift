extension ULID {
    /// The 16 bytes, most significant first: what Postgres calls a `uuid`.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16)
        bytes.append(bigEndian: high)
        bytes.append(bigEndian: low)
        return bytes
    }

    /// Reads 16 bytes, most significant first; nil when there are fewer or more.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for byte in bytes {
            high = high << 8 | low >> 56
            low = low << 8 | UInt64(byte)
        }
        self.init(high: high, low: low)
    }
}

extension [UInt8] {
    /// Appends the number's bytes, most significant first.
    mutating func append(bigEndian number: UInt64) {
        append(addingCapacity: 8) { (output: inout OutputSpan<UInt8>) in
            for shift in stride(from: 56, through: 0, by: -8) {
                output.append(UInt8(truncatingIfNeeded: number >> shift))
            }
        }
    }
}
