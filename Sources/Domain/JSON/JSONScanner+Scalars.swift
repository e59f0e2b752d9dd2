extension JSONScanner {
    /// Passes a scalar or an empty container, or enters another.
    ///
    /// - Returns: Whether a container was entered.
    mutating func scalarOrEnter(_ bytes: Span<UInt8>) throws(JSONError) -> Bool {
        guard position < bytes.count else { throw error("the text ends where a value should be") }
        switch bytes[position] {
        case UInt8(ascii: "\""): try string(bytes)
        case UInt8(ascii: "{"), UInt8(ascii: "["): return try enter(bytes)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number(bytes)
        case UInt8(ascii: "t"): try literal("true", bytes)
        case UInt8(ascii: "f"): try literal("false", bytes)
        case UInt8(ascii: "n"): try literal("null", bytes)
        default: throw error("expected a value")
        }
        return false
    }

    /// Passes a number; the position is at its sign or first digit.
    mutating func number(_ bytes: Span<UInt8>) throws(JSONError) {
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        if position < bytes.count, bytes[position] == UInt8(ascii: "0") {
            position += 1
            guard position == bytes.count || bytes[position].decimalDigit == nil else {
                throw error("a number starts with a needless zero")
            }
        } else {
            try digits(bytes)
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            try digits(bytes)
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            try digits(bytes)
        }
    }

    private mutating func digits(_ bytes: Span<UInt8>) throws(JSONError) {
        let start = position
        while position < bytes.count, bytes[position].decimalDigit != nil {
            position += 1
        }
        guard position > start else { throw error("expected a digit") }
    }

    /// Passes `true`, `false` or `null`.
    mutating func literal(_ word: String, _ bytes: Span<UInt8>) throws(JSONError) {
        for byte in word.utf8 {
            guard position < bytes.count, bytes[position] == byte else { throw error("expected \(word)") }
            position += 1
        }
    }

    /// Passes a string with its quotes; the position is at the first of them.
    mutating func string(_ bytes: Span<UInt8>) throws(JSONError) {
        position += 1
        while true {
            position = Self.endOfPlainCharacters(bytes, from: position)
            guard position < bytes.count else { throw error("the text ends inside of a string") }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return
            case UInt8(ascii: "\\"):
                try escape(bytes)
            case 0x80...:
                try scalar(bytes, lead: bytes[position])
            default:
                throw error("a string holds a control character that is not escaped")
            }
        }
    }

    /// The first index that is not an ASCII character standing for itself: most of a payload passes through here.
    private static func endOfPlainCharacters(_ bytes: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            guard byte < 0x80, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { break }
            index += 1
        }
        return index
    }

    private mutating func escape(_ bytes: Span<UInt8>) throws(JSONError) {
        position += 1
        guard position < bytes.count else { throw error("the text ends inside of a string") }
        switch bytes[position] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 1
        case UInt8(ascii: "u"):
            position += 1
            for _ in 0..<4 {
                guard position < bytes.count, bytes[position].hexadecimalDigit != nil else {
                    throw error("expected four hexadecimal digits after \\u")
                }
                position += 1
            }
        default:
            throw error("a string holds an escape that JSON does not know")
        }
    }

    /// Passes a character of two to four bytes, by the table of well-formed UTF-8 in the Unicode standard.
    private mutating func scalar(_ bytes: Span<UInt8>, lead: UInt8) throws(JSONError) {
        let following: Int
        // Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte.
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: following = 1
        case 0xE0...0xEF: following = 2
        case 0xF0...0xF4: following = 3
        default: throw error("a string is not UTF-8")
        }
        switch lead {
        case 0xE0: second = 0xA0...0xBF
        case 0xED: second = 0x80...0x9F
        case 0xF0: second = 0x90...0xBF
        case 0xF4: second = 0x80...0x8F
        default: break
        }
        guard bytes.count - position > following, second.contains(bytes[position + 1]) else {
            throw error("a string is not UTF-8")
        }
        for index in stride(from: 2, through: following, by: 1) where bytes[position + index] & 0xC0 != 0x80 {
            throw error("a string is not UTF-8")
        }
        position += following + 1
    }
}
