public import Domain

/// A header of a message: brokers promise text for the name and nothing at all for the value.
public struct MessageHeader: Hashable, Sendable {
    /// The name as it arrived.
    public var name: String

    /// The value's bytes; nil where the broker has a header without value.
    public var value: Bytes?

    /// Makes a header.
    public init(name: String, value: Bytes?) {
        self.name = name
        self.value = value
    }

    /// The value when it is UTF-8; an absent one is no text.
    public var text: String? {
        value.flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// Whether this is the header of that name, without regard to ASCII case.
    public func isNamed(_ other: String) -> Bool {
        let (left, right) = (name.utf8, other.utf8)
        return left.count == right.count && zip(left, right).allSatisfy { $0.asciiLowercased == $1.asciiLowercased }
    }

    /// The header as text that HTTP can carry: what is neither UTF-8 nor printable stands as `%XX`.
    public var printable: Header {
        Header(name: name, value: value.map(Self.printable) ?? "")
    }

    private static func printable(_ bytes: Bytes) -> String {
        if !bytes.contains(where: isControl), let text = String(validating: bytes, as: UTF8.self) { return text }
        // One byte outside of UTF-8 makes all bytes beyond ASCII doubtful.
        let isText = String(validating: bytes, as: UTF8.self) != nil
        let digits = Array("0123456789ABCDEF".utf8)
        var escaped: [UInt8] = []
        for byte in bytes {
            if isControl(byte) || (!isText && byte >= 0x80) {
                escaped += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            } else {
                escaped.append(byte)
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    private static func isControl(_ byte: UInt8) -> Bool {
        (byte < 0x20 && byte != UInt8(ascii: "\t")) || byte == 0x7F
    }
}

extension UInt8 {
    /// The byte with `A`–`Z` turned into `a`–`z`.
    var asciiLowercased: UInt8 {
        self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self
    }
}
