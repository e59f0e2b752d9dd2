/// Base 64 with the standard alphabet of RFC 4648.
public enum Base64 {
    /// The bytes as text, padded.
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        append(Array(bytes), to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the text of ``encode(_:)`` without making a string.
    static func append(_ bytes: [UInt8], to text: inout [UInt8]) {
        let alphabet = alphabet
        text.append(addingCapacity: (bytes.count + 2) / 3 * 4) { (output: inout OutputSpan<UInt8>) in
            var index = 0
            while index < bytes.count {
                let count = min(bytes.count - index, 3)
                var group: UInt32 = 0
                for offset in 0..<3 {
                    group = group << 8 | (offset < count ? UInt32(bytes[index + offset]) : 0)
                }
                for position in 0..<4 {
                    let character = alphabet[Int(group >> UInt32(18 - 6 * position) & 63)]
                    output.append(position <= count ? character : UInt8(ascii: "="))
                }
                index += 3
            }
        }
    }

    /// The bytes that a text stands for, padded or not; nil when it is not base 64.
    ///
    /// Bits beyond the last byte must be zero, so that no two texts with the same padding mean the same bytes.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var characters = Bytes(text.utf8)
        let isPadded = characters.last == UInt8(ascii: "=")
        if isPadded {
            guard characters.count % 4 == 0 else { return nil }
            characters.removeLast()
            if characters.last == UInt8(ascii: "=") { characters.removeLast() }
        }
        guard characters.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count * 3 / 4)
        var group: UInt32 = 0
        var bits = 0
        for character in characters {
            guard let value = value(of: character) else { return nil }
            group = group << 6 | UInt32(value)
            bits += 6
            guard bits >= 8 else { continue }
            bits -= 8
            bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(bits)))
            group &= 1 << UInt32(bits) - 1
        }
        return group == 0 ? bytes : nil
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
