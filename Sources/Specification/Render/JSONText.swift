/// A JSON value to be written out; members keep their order.
public indirect enum JSONText: Sendable {
    /// Text.
    case string(String)
    /// A whole number.
    case integer(Int)
    /// A truth value.
    case boolean(Bool)
    /// A list.
    case array([JSONText])
    /// Members in their order.
    case object([(String, JSONText)])
    /// JSON that is already text.
    case raw(String)

    /// The value as JSON without blanks.
    public var compact: String {
        var output = ""
        write(to: &output, indentation: nil)
        return output
    }

    /// The value as JSON for people: indented by two.
    public var indented: String {
        var output = ""
        write(to: &output, indentation: 0)
        return output + "\n"
    }

    private func write(to output: inout String, indentation: Int?) {
        switch self {
        case .string(let text): Self.quote(text, into: &output)
        case .integer(let number): output += "\(number)"
        case .boolean(let truth): output += truth ? "true" : "false"
        case .raw(let text): output += text
        case .array(let items):
            Self.write(items, "[", "]", to: &output, indentation: indentation) { item, output, inner in
                item.write(to: &output, indentation: inner)
            }
        case .object(let members):
            Self.write(members, "{", "}", to: &output, indentation: indentation) { member, output, inner in
                Self.quote(member.0, into: &output)
                output += inner == nil ? ":" : ": "
                member.1.write(to: &output, indentation: inner)
            }
        }
    }

    private static func write<Item>(
        _ items: [Item],
        _ opening: String,
        _ closing: String,
        to output: inout String,
        indentation: Int?,
        _ body: (Item, inout String, Int?) -> Void
    ) {
        let inner = indentation.map { $0 + 2 }
        output += opening
        for (index, item) in items.enumerated() {
            if index > 0 { output += "," }
            if let inner { output += "\n" + String(repeating: " ", count: inner) }
            body(item, &output, inner)
        }
        if let indentation, !items.isEmpty { output += "\n" + String(repeating: " ", count: indentation) }
        output += closing
    }

    private static func quote(_ text: String, into output: inout String) {
        output += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\r": output += "\\r"
            case "\t": output += "\\t"
            case "\u{0}"..<"\u{20}":
                let digits = String(scalar.value, radix: 16)
                output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: output.unicodeScalars.append(scalar)
            }
        }
        output += "\""
    }
}
