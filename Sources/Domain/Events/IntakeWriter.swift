/// Appends the fields of an intake entry to one buffer.
struct IntakeWriter {
    private(set) var bytes: [UInt8] = []

    init(kind: IntakeFormat.Kind, flags: IntakeFormat.Flags, capacity: Int) {
        bytes.reserveCapacity(capacity)
        bytes.append(IntakeFormat.version)
        bytes.append(kind.rawValue)
        bytes.append(flags.rawValue)
    }

    mutating func write(_ id: ULID) {
        bytes.append(bigEndian: id.high)
        bytes.append(bigEndian: id.low)
    }

    mutating func write(_ time: Timestamp) {
        bytes.append(bigEndian: UInt64(bitPattern: time.microseconds))
    }

    mutating func write(_ tag: IntakeFormat.TargetTag) {
        bytes.append(tag.rawValue)
    }

    mutating func write(_ text: String) {
        write(count: text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    mutating func write(_ payload: Bytes) {
        write(count: payload.count)
        bytes.append(contentsOf: payload)
    }

    mutating func write(_ headers: [Header]) {
        write(count: headers.count)
        for header in headers {
            write(header.name)
            write(header.value)
        }
    }

    private mutating func write(count: Int) {
        var rest = UInt64(count)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }
}
