/// Reads the text of a ``JSONPath``.
struct JSONPathParser {
    private var rest: Bytes
    private var found: [JSONPath.Step] = []

    init(_ text: String) {
        rest = Bytes(text.utf8)
    }

    /// The steps, or nil when the text is not a path.
    mutating func steps() -> [JSONPath.Step]? {
        if skip("$") {
            if rest.isEmpty { return [] }
        } else if rest.first != UInt8(ascii: "[") {
            guard name() else { return nil }
        }
        while !rest.isEmpty {
            guard skip("[") ? bracket() : skip(".") && name() else { return nil }
        }
        return found.isEmpty ? nil : found
    }

    private mutating func name() -> Bool {
        let name = rest.prefix { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "[") && $0 != UInt8(ascii: "]") }
        guard !name.isEmpty else { return false }
        rest = rest[name.endIndex...]
        found.append(.member(name: Array(name), index: Self.index(name)))
        return true
    }

    private mutating func bracket() -> Bool {
        for quote in ["'", "\""] as [Unicode.Scalar] where skip(quote) {
            let name = rest.prefix { $0 != UInt8(ascii: quote) }
            rest = rest[name.endIndex...]
            found.append(.member(name: Array(name), index: nil))
            return skip(quote) && skip("]")
        }
        let digits = rest.prefix { $0 != UInt8(ascii: "]") }
        guard let index = Self.index(digits) else { return false }
        rest = rest[digits.endIndex...]
        found.append(.element(index))
        return skip("]")
    }

    /// The number, without needless zeros and of nine digits at most: no array of ours is longer.
    private static func index(_ digits: Bytes) -> Int? {
        guard (1...9).contains(digits.count), digits.count == 1 || digits.first != UInt8(ascii: "0") else { return nil }
        var index = 0
        for byte in digits {
            guard let digit = byte.decimalDigit else { return nil }
            index = index * 10 + Int(digit)
        }
        return index
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }
}
