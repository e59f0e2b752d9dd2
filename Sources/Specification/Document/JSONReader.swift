/// Reads JSON (RFC 8259) into document nodes with positions; numbers keep their text.
///
/// Stored settings and request bodies come through here, YAML's reader is not used for them: it refuses some JSON,
/// surrogate pairs for one.
struct JSONReader {
    private struct Problem: Error {
        let message: String
    }

    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var lineStart = 0
    private var duplicates: [ConfigurationIssue] = []

    private init(_ text: String) {
        bytes = Array(text.utf8)
    }

    static func read(_ text: String) -> DocumentNode.Reading {
        var reader = JSONReader(text)
        do {
            guard reader.bytes.count <= SettingsDocument.maximumBytes else {
                throw Problem(message: "the text is too large")
            }
            let root = try reader.value(path: "", depth: 0)
            reader.skipBlanks()
            guard reader.index == reader.bytes.count else {
                throw Problem(message: "something follows the end of the JSON")
            }
            return DocumentNode.Reading(root: root, issues: reader.duplicates)
        } catch {
            let message = (error as? Problem)?.message ?? "not valid JSON"
            return DocumentNode.Reading(
                issues: [ConfigurationIssue(path: "", message: message, position: reader.position)]
            )
        }
    }

    /// Columns count bytes here: stored settings are one long line, and counting characters would cost its square.
    private var position: SourcePosition { SourcePosition(line: line, column: index - lineStart + 1) }

    private mutating func value(path: String, depth: Int) throws -> DocumentNode {
        guard depth <= DocumentNode.maximumDepth else {
            throw Problem(message: "nested deeper than \(DocumentNode.maximumDepth) levels")
        }
        skipBlanks()
        let position = position
        guard let byte = peek else { throw Problem(message: "the JSON ends too early") }
        switch byte {
        case UInt8(ascii: "{"):
            return DocumentNode(content: .mapping(try members(path: path, depth: depth)), position: position)
        case UInt8(ascii: "["):
            return DocumentNode(content: .sequence(try items(path: path, depth: depth)), position: position)
        case UInt8(ascii: "\""):
            return DocumentNode(content: .scalar(try string(), isQuoted: true), position: position)
        default:
            return DocumentNode(content: try word(), position: position)
        }
    }

    private mutating func members(path: String, depth: Int) throws -> [DocumentNode.Member] {
        index += 1
        var members: [DocumentNode.Member] = []
        var seen: Set<String> = []
        if closes(with: UInt8(ascii: "}")) { return members }
        while true {
            skipBlanks()
            let position = position
            guard peek == UInt8(ascii: "\"") else { throw Problem(message: "a key in double quotes was expected") }
            let name = try string()
            let memberPath = path.isEmpty ? name : "\(path).\(name)"
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw Problem(message: "a “:” was expected after the key “\(name)”") }
            let member = DocumentNode.Member(
                name: name,
                position: position,
                value: try value(path: memberPath, depth: depth + 1)
            )
            if seen.insert(name).inserted {
                members.append(member)
            } else {
                duplicates.append(ConfigurationIssue(path: memberPath, message: "given twice", position: position))
            }
            if closes(with: UInt8(ascii: "}")) { return members }
            guard take(UInt8(ascii: ",")) else { throw Problem(message: "a “,” or “}” was expected") }
        }
    }

    private mutating func items(path: String, depth: Int) throws -> [DocumentNode] {
        index += 1
        var items: [DocumentNode] = []
        if closes(with: UInt8(ascii: "]")) { return items }
        while true {
            items.append(try value(path: "\(path)[\(items.count)]", depth: depth + 1))
            if closes(with: UInt8(ascii: "]")) { return items }
            guard take(UInt8(ascii: ",")) else { throw Problem(message: "a “,” or “]” was expected") }
        }
    }

    /// A number, `true`, `false` or `null`; what number or word it is, the check decides from the text.
    private mutating func word() throws -> DocumentNode.Content {
        let word = bytes[index...].prefix { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default:
                false
            }
        }
        let text = String(decoding: word, as: UTF8.self)
        let isNumber = text.utf8.first.map { $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) } ?? false
        guard isNumber || ["true", "false", "null"].contains(text) else {
            throw Problem(message: text.isEmpty ? "a value was expected" : "“\(text)” is no JSON value")
        }
        index = word.endIndex
        return text == "null" ? .null : .scalar(text, isQuoted: false)
    }

    private mutating func string() throws -> String {
        index += 1
        var result: [UInt8] = []
        while let byte = peek {
            index += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: result, as: UTF8.self) else {
                    throw Problem(message: "text that is not UTF-8")
                }
                return text
            case UInt8(ascii: "\\"):
                result += try escape()
            case 0..<0x20:
                throw Problem(message: "a control character within a text")
            default:
                result.append(byte)
            }
        }
        throw Problem(message: "a text is not closed")
    }

    private mutating func escape() throws -> [UInt8] {
        guard let byte = peek else { throw Problem(message: "a text is not closed") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"):
            var units = [try hexadecimal()]
            if UTF16.isLeadSurrogate(units[0]), take(UInt8(ascii: "\\")) {
                guard take(UInt8(ascii: "u")) else { throw Problem(message: "half a surrogate pair") }
                units.append(try hexadecimal())
            }
            guard let text = String(validating: units, as: UTF16.self) else {
                throw Problem(message: "half a surrogate pair")
            }
            return Array(text.utf8)
        default:
            throw Problem(message: "an unknown escape after “\\”")
        }
    }

    private mutating func hexadecimal() throws -> UInt16 {
        let digits = bytes[index...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw Problem(message: "“\\u” needs four hexadecimal digits") }
        index += 4
        return unit
    }

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        index += 1
        return true
    }

    private mutating func closes(with byte: UInt8) -> Bool {
        skipBlanks()
        return take(byte)
    }

    private mutating func skipBlanks() {
        while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) {
            index += 1
            if byte == 0x0A {
                line += 1
                lineStart = index
            }
        }
    }
}
