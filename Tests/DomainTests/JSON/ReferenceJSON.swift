/// A second opinion on what JSON is: a plain recursive parser over characters, written without a look at the first.
struct ReferenceJSON {
    private var rest: Substring.UnicodeScalarView

    static func accepts(_ bytes: [UInt8]) -> Bool {
        guard let text = String(validating: bytes, as: UTF8.self) else { return false }
        var parser = ReferenceJSON(rest: text[...].unicodeScalars)
        parser.space()
        guard parser.value(depth: 0) else { return false }
        parser.space()
        return parser.rest.isEmpty
    }

    private mutating func value(depth: Int) -> Bool {
        switch rest.first {
        case "{":
            return list("}", depth) { $0.string() && $0.spaced(":") && $0.value(depth: depth + 1) }
        case "[":
            return list("]", depth) { $0.value(depth: depth + 1) }
        case "\"":
            return string()
        default:
            return ["true", "false", "null"].contains { word($0) } || number()
        }
    }

    private mutating func list(
        _ end: Unicode.Scalar,
        _ depth: Int,
        _ element: (inout ReferenceJSON) -> Bool
    ) -> Bool {
        guard depth < 512 else { return false }
        rest.removeFirst()
        if spaced(end) { return true }
        repeat {
            space()
            guard element(&self) else { return false }
        } while spaced(",")
        return spaced(end)
    }

    private mutating func string() -> Bool {
        guard take("\"") else { return false }
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"": return true
            case "\\":
                guard let escape = rest.popFirst() else { return false }
                if escape == "u" {
                    for _ in 0..<4 {
                        guard let digit = rest.popFirst(), digit.isASCII, digit.properties.isHexDigit else {
                            return false
                        }
                    }
                } else if !"\"\\/bfnrt".unicodeScalars.contains(escape) {
                    return false
                }
            default:
                if scalar.value < 0x20 { return false }
            }
        }
        return false
    }

    private mutating func number() -> Bool {
        _ = take("-")
        if !take("0"), !digits() { return false }
        if take("."), !digits() { return false }
        if take("e") || take("E") {
            _ = take("+") || take("-")
            return digits()
        }
        return true
    }

    private mutating func digits() -> Bool {
        let digits = rest.prefix { ("0"..."9").contains($0) }
        rest.removeFirst(digits.count)
        return !digits.isEmpty
    }

    private mutating func spaced(_ scalar: Unicode.Scalar) -> Bool {
        space()
        guard take(scalar) else { return false }
        space()
        return true
    }

    private mutating func space() {
        rest = rest.drop { $0 == " " || $0 == "\n" || $0 == "\r" || $0 == "\t" }
    }

    private mutating func word(_ word: String) -> Bool {
        guard rest.starts(with: word.unicodeScalars) else { return false }
        rest.removeFirst(word.unicodeScalars.count)
        return true
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }
}
