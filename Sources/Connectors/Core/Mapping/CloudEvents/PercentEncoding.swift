internal import Domain

/// The escapes of attribute values in HTTP headers (CloudEvents HTTP binding 1.0, section 3.1.3.2).
enum PercentEncoding {
    /// Blanks, quotes, the per cent sign and what is not printable ASCII become `%XX`, by the bytes of UTF-8.
    static func encode(_ text: String) -> String {
        guard text.utf8.contains(where: isEscaped) else { return text }
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            if isEscaped(byte) {
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            } else {
                encoded.append(byte)
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// The text without its escapes; what is no escape stays. Nil when it is not UTF-8 then.
    static func decode(_ text: String) -> String? {
        var rest = Array(unquoted(text).utf8)[...]
        guard rest.contains(UInt8(ascii: "%")) else { return String(validating: rest, as: UTF8.self) }
        var decoded: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"),
                let value = Hexadecimal.decode(String(decoding: rest.prefix(2), as: UTF8.self)),
                value.count == 1
            {
                decoded.append(value[0])
                rest = rest.dropFirst(2)
            } else {
                decoded.append(byte)
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }

    /// HTTP allows a value in quotes, with backslashes before quotes within.
    private static func unquoted(_ text: String) -> String {
        guard text.utf8.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
        var unquoted = ""
        var isLiteral = false
        for character in text.dropFirst().dropLast().unicodeScalars {
            if character == "\\", !isLiteral {
                isLiteral = true
            } else {
                unquoted.unicodeScalars.append(character)
                isLiteral = false
            }
        }
        return unquoted
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte >= 0x7F || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "%")
    }
}
