internal import Domain

/// Finds single values in the XML that STS answers with; not a parser, and none is needed for them.
enum XMLText {
    /// The text of the first element of that name without attributes; nil when there is none.
    static func value(of name: String, in bytes: Bytes) -> String? {
        guard bytes.first == UInt8(ascii: "<") else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let start = text.firstRange(of: "<\(name)>")?.upperBound,
            let end = text[start...].firstRange(of: "</\(name)>")?.lowerBound
        else { return nil }
        return unescaped(text[start..<end])
    }

    private static func unescaped(_ text: Substring) -> String {
        guard text.contains("&") else { return String(text) }
        var result = String(text)
        for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")] {
            result = result.replacing(entity, with: character)
        }
        return result
    }
}
