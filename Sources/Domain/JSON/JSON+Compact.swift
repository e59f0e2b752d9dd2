extension JSON {
    /// The JSON without white space outside of strings, and nothing else changed.
    ///
    /// What is compact already comes back as the same slice, so there is no need to ask first. The text is checked on
    /// the way: this and ``validate(_:maximumDepth:)`` need not both be called.
    ///
    /// - Throws: an error when the bytes are not JSON.
    public static func compact(_ bytes: Bytes, maximumDepth: Int = JSON.maximumDepth) throws(JSONError) -> Bytes {
        var scanner = JSONScanner(maximumDepth: maximumDepth)
        try scanner.document(bytes.span)
        guard scanner.whitespace > 0 else { return bytes }
        return withoutWhitespace(bytes, count: bytes.count - scanner.whitespace)[...]
    }

    private static func withoutWhitespace(_ bytes: Bytes, count: Int) -> [UInt8] {
        var compact: [UInt8] = []
        compact.reserveCapacity(count)
        var isInString = false
        var isEscaped = false
        for byte in bytes {
            if isInString {
                isInString = isEscaped || byte != UInt8(ascii: "\"")
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
            } else if JSONScanner.isWhitespace(byte) {
                continue
            } else {
                isInString = byte == UInt8(ascii: "\"")
            }
            compact.append(byte)
        }
        return compact
    }
}
