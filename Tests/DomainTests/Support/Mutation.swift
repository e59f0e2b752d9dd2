import Domain

extension [UInt8] {
    /// A copy with one to four small damages: a byte changed, dropped, doubled or put in, a part cut off or repeated.
    func mutated(using generator: inout SeededGenerator) -> [UInt8] {
        var bytes = self
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
            let index = bytes.indices.randomElement(using: &generator) ?? 0
            switch Int.random(in: 0..<7, using: &generator) {
            case 0: bytes[index] = .random(in: .min ... .max, using: &generator)
            case 1: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 2: bytes.remove(at: index)
            case 3: bytes.insert(bytes[index], at: index)
            case 4: bytes.insert(.random(in: .min ... .max, using: &generator), at: index)
            case 5: bytes.removeSubrange(index...)
            default: bytes.append(contentsOf: bytes[index...].prefix(16))
            }
        }
        return bytes
    }
}

/// The text's bytes as a slice that does not start at zero, which is how payloads arrive.
func payload(_ text: String) -> Bytes {
    (Array("??".utf8) + Array(text.utf8))[2...]
}
