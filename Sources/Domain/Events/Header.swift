/// A name and a value that travel with an event: a Kafka record header, an AMQP header, an HTTP field.
public struct Header: Hashable, Sendable {
    /// The name as it arrived; compare names without regard to ASCII case.
    public var name: String

    /// The value as it arrived.
    public var value: String

    /// Makes a header; nothing is checked, see ``isValidHTTPField``.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    /// Whether the header can be sent as an HTTP field: the name is a token, the value holds no control character.
    ///
    /// Line breaks in either would let a producer write headers, or a whole second request, of its own.
    public var isValidHTTPField: Bool {
        !name.isEmpty
            && name.utf8.allSatisfy(Self.isTokenCharacter)
            && value.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == UInt8(ascii: "\t") }
    }

    /// Whether this is the header of that name, without regard to ASCII case.
    public func isNamed(_ other: String) -> Bool {
        let (left, right) = (name.utf8, other.utf8)
        return left.count == right.count && zip(left, right).allSatisfy { $0.asciiLowercased == $1.asciiLowercased }
    }

    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

extension Sequence<Header> {
    /// The value of the first header of that name, without regard to ASCII case.
    public func firstValue(named name: String) -> String? {
        first { $0.isNamed(name) }?.value
    }
}
