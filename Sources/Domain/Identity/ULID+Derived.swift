internal import Crypto

extension ULID {
    /// The id that stands for `parts` at that time: the same input makes the same id, on every machine, for ever.
    ///
    /// The 80 bits are the head of SHA-256 over the parts, each after its length, so that `("ab", "c")` and `("a",
    /// "bc")` differ.
    public static func derived(at time: Timestamp, from parts: [String]) -> ULID {
        var input: [UInt8] = []
        input.reserveCapacity(parts.reduce(0) { $0 + 8 + $1.utf8.count })
        for part in parts {
            input.append(bigEndian: UInt64(part.utf8.count))
            input.append(contentsOf: part.utf8)
        }
        return ULID(at: time, hashing: input)
    }

    /// The id that stands for a pair of ids at that time: a delivery's, from its event and its subscription.
    public static func derived(at time: Timestamp, from first: ULID, _ second: ULID) -> ULID {
        var input: [UInt8] = []
        input.reserveCapacity(32)
        input.append(bigEndian: first.high)
        input.append(bigEndian: first.low)
        input.append(bigEndian: second.high)
        input.append(bigEndian: second.low)
        return ULID(at: time, hashing: input)
    }

    /// The id that stands for three ids at that time: a replay's delivery, from its event, its endpoint and the job.
    public static func derived(at time: Timestamp, from first: ULID, _ second: ULID, salt: ULID) -> ULID {
        var input: [UInt8] = []
        input.reserveCapacity(48)
        for id in [first, second, salt] {
            input.append(bigEndian: id.high)
            input.append(bigEndian: id.low)
        }
        return ULID(at: time, hashing: input)
    }

    private init(at time: Timestamp, hashing input: [UInt8]) {
        var head: UInt16 = 0
        var tail: UInt64 = 0
        for byte in SHA256.hash(data: input).prefix(10) {
            head = head << 8 | UInt16(truncatingIfNeeded: tail >> 56)
            tail = tail << 8 | UInt64(byte)
        }
        self.init(at: time, head: head, tail: tail)
    }
}
