/// Bytes as two hexadecimal digits each.
public enum Hexadecimal {
    /// The bytes as text, lower case.
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        append(Array(bytes), to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the text of ``encode(_:)`` without making a string.
    static func append(_ bytes: [UInt8], to text: inout [UInt8]) {
        let digits = digits
        text.append(addingCapacity: bytes.count * 2) { (output: inout OutputSpan<UInt8>) in
            for byte in bytes {
                output.append(digits[Int(byte >> 4)])
                output.append(digits[Int(byte & 15)])
            }
        }
    }

    /// The bytes that a text of either case stands for; nil when it is not hexadecimal.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count / 2)
        var pending: UInt8?
        for character in text.utf8 {
            guard let digit = character.hexadecimalDigit else { return nil }
            if let high = pending {
                bytes.append(high << 4 | digit)
                pending = nil
            } else {
                pending = digit
            }
        }
        return pending == nil ? bytes : nil
    }

    private static let digits = Array("0123456789abcdef".utf8)
}
