extension JSON {
    /// The text that a string stands for; nil when the bytes are not a string, with white space around it at most.
    ///
    /// An escaped half of a surrogate pair stands for no text: nil, rather than a guess that makes two keys the same.
    public static func string(from literal: Bytes) -> String? {
        guard kind(of: literal) == .string, let value = trimmed(literal) else { return nil }
        return JSONString.text(of: value.dropFirst().dropLast(), replacingLoneSurrogates: false)
    }

    /// A scalar as text: what a string stands for, the characters of a number, `true` or `false`.
    ///
    /// Nil for null, objects and arrays, and for bytes that are not JSON.
    public static func text(of value: Bytes) -> String? {
        switch kind(of: value) {
        case .string: string(from: value)
        case .number, .boolean: trimmed(value).map { String(decoding: $0, as: UTF8.self) }
        case .object, .array, .null, nil: nil
        }
    }

    /// The one value that the bytes are, without white space around it; nil when they are not JSON.
    private static func trimmed(_ bytes: Bytes) -> Bytes? {
        let span = bytes.span
        var scanner = JSONScanner()
        scanner.skipWhitespace(span)
        let start = scanner.position
        guard (try? scanner.value(span)) != nil else { return nil }
        let end = scanner.position
        guard (try? scanner.end(span)) != nil else { return nil }
        return bytes.part(start..<end)
    }
}
