/// JSON as bytes: checked, searched and shortened in place, never decoded into numbers and re-encoded.
///
/// Payloads are other people's: `9007199254740993`, `1.10`, the order of keys and `\u00e9` must leave as they came.
/// So the functions here take bytes and give back slices of them. They accept what RFC 8259 accepts, in UTF-8 without
/// a byte order mark, and throw a ``JSONError`` with the offset for everything else; whatever they walk over they
/// check.
public enum JSON {
    /// How deep arrays and objects may be nested unless the caller says otherwise.
    public static let maximumDepth = 512

    /// What a JSON value is.
    public enum Kind: String, Sendable {
        case object
        case array
        case string
        case number
        case boolean
        case null
    }

    /// Checks that the bytes are one JSON value, with white space around it at most.
    public static func validate(_ bytes: Bytes, maximumDepth: Int = JSON.maximumDepth) throws(JSONError) {
        var scanner = JSONScanner(maximumDepth: maximumDepth)
        try scanner.document(bytes.span)
    }

    /// What the value is, judged by its first character; nil when that starts none.
    public static func kind(of value: Bytes) -> Kind? {
        guard let first = value.first(where: { !JSONScanner.isWhitespace($0) }) else { return nil }
        return switch first {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): .number
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .boolean
        case UInt8(ascii: "n"): .null
        default: nil
        }
    }
}
