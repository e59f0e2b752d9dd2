/// Replaces `${NAME}` and `${NAME:-default}` in a text; `$$` stands for `$`, any other `$` for itself.
struct VariableExpansion {
    /// The text with its variables replaced; `nil` when one of them could not be.
    private(set) var text: String?

    /// Whether anything came from a variable.
    private(set) var hasVariables = false

    /// What is wrong, a message each.
    private(set) var problems: [String] = []

    init(_ source: String, environment: [String: String]) {
        guard source.utf8.contains(UInt8(ascii: "$")) else {
            text = source
            return
        }
        var result = ""
        var rest = source[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            switch rest.first {
            case "$":
                result += "$"
                rest.removeFirst()
            case "{":
                guard let end = rest.firstIndex(of: "}") else {
                    problems.append("“${” is not closed by “}”; write “$${” for the characters themselves")
                    return
                }
                hasVariables = true
                result += value(of: rest[rest.index(after: rest.startIndex)..<end], environment) ?? ""
                rest = rest[rest.index(after: end)...]
            default:
                result += "$"
            }
        }
        if problems.isEmpty { text = result + rest }
    }

    private mutating func value(of expression: Substring, _ environment: [String: String]) -> String? {
        let name = expression.prefix { $0 != ":" }
        let remainder = expression[name.endIndex...]
        guard Self.isName(name), remainder.isEmpty || remainder.hasPrefix(":-") else {
            problems.append(
                "“${\(expression)}” is not understood: write “${NAME}” or “${NAME:-default}”, "
                    + "and “$$” for the character “$”"
            )
            return nil
        }
        let value = environment[String(name)]
        if !remainder.isEmpty { return value.flatMap { $0.isEmpty ? nil : $0 } ?? String(remainder.dropFirst(2)) }
        if value == nil {
            let near = Suggestion.nearest(to: String(name), in: environment.keys.sorted())
            problems.append(
                "the environment variable \(name) is not set"
                    + (near.map { "; did you mean \($0)?" } ?? ": set it, or give a default as in “${\(name):-value}”")
            )
        }
        return value
    }

    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default:
                false
            }
        }
    }
}
