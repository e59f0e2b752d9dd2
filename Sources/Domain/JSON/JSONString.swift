/// What stands between the quotes of a JSON string that has been checked.
enum JSONString {
    /// The text that the characters stand for.
    ///
    /// - Parameters:
    ///   - content: The characters between the quotes.
    ///   - replacingLoneSurrogates: Whether an escaped half of a surrogate pair becomes U+FFFD; otherwise there is no
    ///     text.
    static func text(of content: Bytes, replacingLoneSurrogates: Bool) -> String? {
        guard content.contains(UInt8(ascii: "\\")) else { return String(decoding: content, as: UTF8.self) }
        guard let text = unescaped(content, replacingLoneSurrogates: replacingLoneSurrogates) else { return nil }
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether the characters in `content` stand for this text, which is UTF-8.
    static func isEqual(_ bytes: Span<UInt8>, _ content: Range<Int>, to text: [UInt8]) -> Bool {
        var matched = 0
        for index in content {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\\") {
                let content = content.map { bytes[$0] }
                return unescaped(content[...], replacingLoneSurrogates: true) == text
            }
            guard matched < text.count, byte == text[matched] else { return false }
            matched += 1
        }
        return matched == text.count
    }

    private static func unescaped(_ content: Bytes, replacingLoneSurrogates: Bool) -> [UInt8]? {
        var text: [UInt8] = []
        text.reserveCapacity(content.count)
        var rest = content
        while let escape = rest.firstIndex(of: UInt8(ascii: "\\")) {
            text.append(contentsOf: rest[..<escape])
            rest = rest[(escape + 1)...]
            guard let character = rest.popFirst() else { return nil }
            switch character {
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "u"):
                let scalar = scalar(&rest) ?? (replacingLoneSurrogates ? "\u{FFFD}" : nil)
                guard let scalar else { return nil }
                text.append(contentsOf: String(Character(scalar)).utf8)
            default: text.append(character)
            }
        }
        return text + rest
    }

    /// Takes the digits after `\u`, and the second escape of a surrogate pair; nil for a half without the other.
    private static func scalar(_ rest: inout Bytes) -> Unicode.Scalar? {
        let unit = unit(&rest)
        guard UTF16.isLeadSurrogate(unit) else { return Unicode.Scalar(unit) }
        var ahead = rest
        guard ahead.popFirst() == UInt8(ascii: "\\"), ahead.popFirst() == UInt8(ascii: "u") else { return nil }
        let second = self.unit(&ahead)
        guard UTF16.isTrailSurrogate(second) else { return nil }
        rest = ahead
        return UTF16.decode(UTF16.EncodedScalar([unit, second]))
    }

    private static func unit(_ rest: inout Bytes) -> UInt16 {
        var unit: UInt16 = 0
        for byte in rest.prefix(4) {
            unit = unit << 4 | UInt16(byte.hexadecimalDigit ?? 0)
        }
        rest = rest.dropFirst(4)
        return unit
    }
}
