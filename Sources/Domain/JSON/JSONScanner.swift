/// Walks over JSON and checks it; the position is where the next byte is read.
///
/// The bytes are given to each call, as a span cannot be kept in a struct without lifetime annotations; every call of
/// one scanner must get the same.
struct JSONScanner {
    /// Where the next byte is read.
    var position = 0

    /// How many bytes of white space have been passed.
    private(set) var whitespace = 0

    private let maximumDepth: Int
    private var nesting = JSONNesting()

    init(maximumDepth: Int = JSON.maximumDepth) {
        self.maximumDepth = maximumDepth
    }

    /// Passes a whole document: one value and nothing after it.
    mutating func document(_ bytes: Span<UInt8>) throws(JSONError) {
        try start(bytes)
        try value(bytes)
        try end(bytes)
    }

    /// Passes the white space before a document's value.
    mutating func start(_ bytes: Span<UInt8>) throws(JSONError) {
        skipWhitespace(bytes)
        guard position < bytes.count else { throw error("the text is empty") }
        guard bytes[position] != 0xEF else { throw error("the text starts with a byte order mark or is not JSON") }
    }

    /// Passes the white space after a document's value.
    mutating func end(_ bytes: Span<UInt8>) throws(JSONError) {
        skipWhitespace(bytes)
        guard position == bytes.count else { throw error("there is something after the value") }
    }

    /// Passes one value; the position is at its first byte before, and after its last one then.
    mutating func value(_ bytes: Span<UInt8>) throws(JSONError) {
        let depth = nesting.depth
        while true {
            if try !scalarOrEnter(bytes) {
                repeat {
                    if nesting.depth == depth { return }
                } while try !next(bytes)
            }
            if nesting.isObject { _ = try name(bytes) }
        }
    }

    /// Passes the bracket that opens an array or object and stops at the first element or name.
    ///
    /// - Returns: False when there is none: then the closing bracket is passed too.
    mutating func enter(_ bytes: Span<UInt8>) throws(JSONError) -> Bool {
        guard nesting.depth < maximumDepth else { throw error("it is nested deeper than \(maximumDepth) levels") }
        let bracket = bytes[position]
        position += 1
        skipWhitespace(bytes)
        // The closing brackets follow the opening ones by two in ASCII.
        if position < bytes.count, bytes[position] == bracket + 2 {
            position += 1
            return false
        }
        nesting.open(object: bracket == UInt8(ascii: "{"))
        return true
    }

    /// Passes what follows an element: a comma, and stops at the next element or name; or the closing bracket.
    ///
    /// - Returns: False when the array or object has ended.
    mutating func next(_ bytes: Span<UInt8>) throws(JSONError) -> Bool {
        skipWhitespace(bytes)
        guard position < bytes.count else { throw error("the text ends inside of an array or object") }
        switch bytes[position] {
        case UInt8(ascii: ","):
            position += 1
            skipWhitespace(bytes)
            return true
        case nesting.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"):
            position += 1
            nesting.close()
            return false
        default:
            throw error(nesting.isObject ? "expected a comma or }" : "expected a comma or ]")
        }
    }

    /// Passes a member's name and the colon, and stops at the value.
    ///
    /// - Returns: Where the name is, without its quotes.
    mutating func name(_ bytes: Span<UInt8>) throws(JSONError) -> Range<Int> {
        let start = position + 1
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
            throw error("expected a name in double quotes")
        }
        try string(bytes)
        let end = position - 1
        skipWhitespace(bytes)
        guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else { throw error("expected a colon") }
        position += 1
        skipWhitespace(bytes)
        return start..<end
    }

    mutating func skipWhitespace(_ bytes: Span<UInt8>) {
        guard position < bytes.count, bytes[position] <= 0x20 else { return }
        let start = position
        while position < bytes.count, Self.isWhitespace(bytes[position]) {
            position += 1
        }
        whitespace += position - start
    }

    static func isWhitespace(_ byte: UInt8) -> Bool {
        byte <= 0x20 && (byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09)
    }

    func error(_ reason: String) -> JSONError {
        JSONError(offset: position, reason: reason)
    }
}
