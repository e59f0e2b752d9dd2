internal import Domain

extension Checker {
    /// The value of a scalar kind, `nil` after reporting why not.
    mutating func scalar(_ node: DocumentNode, as kind: Setting.Kind, at path: String) -> Found? {
        guard case .scalar(let source, let isQuoted) = node.content else {
            report("must be \(kind.words), but is \(node.described)", at: path, node.position)
            return nil
        }
        guard let (text, hasVariables) = expanded(source, at: path, node.position) else { return nil }
        do {
            let value = try Self.value(text, isQuoted: isQuoted, as: kind)
            warnAboutLiteralSecret(value, hasVariables: hasVariables, at: path, node.position)
            return Found(value: value)
        } catch {
            let shown = kind.isSecret || hasVariables ? "" : ", but is \(node.described)"
            let origin = hasVariables ? " (after “\(source)” was expanded)" : ""
            report("must be \(error.expected ?? kind.words)\(shown)\(origin)\(error.hint)", at: path, node.position)
            return nil
        }
    }

    /// The text with its variables replaced, `nil` after reporting what is unset.
    mutating func expanded(
        _ source: String,
        at path: String,
        _ position: SourcePosition
    ) -> (text: String, hasVariables: Bool)? {
        guard let environment else { return (source, false) }
        let expansion = VariableExpansion(source, environment: environment)
        for problem in expansion.problems { report(problem, at: path, position) }
        return expansion.text.map { ($0, expansion.hasVariables) }
    }

    private mutating func warnAboutLiteralSecret(
        _ value: CheckedValue,
        hasVariables: Bool,
        at path: String,
        _ position: SourcePosition
    ) {
        guard environment != nil, !hasVariables else { return }
        let message: String
        switch value {
        case .secret: message = "a secret stands in the file: take it from a variable, as in \"${NAME}\""
        case .string(let text) where URLText(text)?.hasPassword == true:
            message = "a password stands in the URL: take it from a variable, as in \"${NAME}\""
        default: return
        }
        report(message, at: path, position, severity: .warning)
    }
}

/// Why a scalar is not of its kind.
private struct Mismatch: Error {
    /// What it must be, where that is said better than by the kind.
    var expected: String?
    /// What else to say, beginning with a separator.
    var hint = ""
}

extension Checker {
    private static func value(
        _ text: String,
        isQuoted: Bool,
        as kind: Setting.Kind
    ) throws(Mismatch) -> CheckedValue {
        switch kind {
        case .string(let rule):
            return .string(try string(text, rule))
        case .secret:
            guard !text.isEmpty, text.utf8.count <= 65_536 else { throw Mismatch(expected: "text that is not empty") }
            return .secret(text)
        case .integer(let range):
            return .integer(try integer(text, isQuoted: isQuoted, in: range))
        case .boolean:
            return .boolean(try boolean(text, isQuoted: isQuoted))
        case .duration(let least, let most):
            guard let duration = DurationText.duration(text) else {
                throw Mismatch(hint: text.contains(".") ? "; write 1500ms for one and a half seconds" : "")
            }
            guard duration >= least, duration <= most else { throw Mismatch() }
            return .duration(duration)
        case .byteSize(let range):
            guard let bytes = ByteSizeText.bytes(text), range.contains(bytes) else { throw Mismatch() }
            return .byteSize(bytes)
        case .url(let schemes):
            guard let url = URLText(text), schemes.contains(url.scheme) else { throw Mismatch() }
            return .string(text)
        case .timestamp:
            guard let timestamp = Timestamp(iso8601: text) else { throw Mismatch() }
            return .timestamp(timestamp)
        case .enumeration(let words):
            guard words.contains(text) else { throw Mismatch(hint: Suggestion.text(for: text, in: words)) }
            return .string(text)
        case .list, .map, .object, .oneOf:
            throw Mismatch()
        }
    }

    private static func string(_ text: String, _ rule: Setting.TextRule) throws(Mismatch) -> String {
        switch rule {
        case .anything:
            guard text.utf8.count <= 65_536 else { throw Mismatch(expected: "text of at most 64KiB") }
        case .text:
            guard !text.isEmpty else { throw Mismatch(expected: "text that is not empty") }
            guard text.utf8.count <= 4_096 else { throw Mismatch(expected: "text of at most 4,096 characters") }
        case .name:
            let isName = text.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || Self.isNameMark($0) }
            guard (1...100).contains(text.count), isName, text.first != " ", text.last != " " else {
                throw Mismatch(hint: text.count > 100 ? "; at most 100 characters" : "")
            }
        case .headerName:
            guard (1...200).contains(text.utf8.count), text.utf8.allSatisfy(Self.isTokenByte) else {
                throw Mismatch(expected: "the name of an HTTP header, such as X-Event-Type")
            }
        }
        return text
    }

    private static func integer(_ text: String, isQuoted: Bool, in range: ClosedRange<Int>) throws(Mismatch) -> Int {
        let digits = text.first == "-" ? text.dropFirst() : text[...]
        guard !isQuoted else {
            throw Mismatch(hint: Int(text) == nil ? "" : " in quotes: remove them")
        }
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            let plain = text.filter { $0 != "_" && $0 != "," && $0 != "+" }
            throw Mismatch(hint: Int(plain) == nil ? "" : "; write \(plain)")
        }
        guard digits == "0" || digits.first != "0" else {
            throw Mismatch(hint: "; a number has no leading zero")
        }
        guard let number = Int(text), range.contains(number) else { throw Mismatch() }
        return number
    }

    private static func boolean(_ text: String, isQuoted: Bool) throws(Mismatch) -> Bool {
        switch (text, isQuoted) {
        case ("true", false): return true
        case ("false", false): return false
        case ("true", true), ("false", true): throw Mismatch(hint: " in quotes: remove them")
        default:
            let yes = ["yes", "on", "y", "true", "1"].contains(text.lowercased())
            let no = ["no", "off", "n", "false", "0"].contains(text.lowercased())
            throw Mismatch(hint: yes ? "; write true" : no ? "; write false" : "")
        }
    }

    private static func isNameMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9", ".", "_", "-", " ": true
        default: false
        }
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
