internal import Domain
internal import HTTPTypes

/// A JSON object of a request, read strictly: each field by its name and type; what nobody asked for is an error.
///
/// `null` counts as a field that was not given. Call ``finish()`` on the outermost object when everything has been
/// read.
final class InputObject {
    let issues: InputIssues
    private let path: String
    private var members: [String: Bytes] = [:]
    private var order: [String] = []
    private var known: Set<String> = []
    private var children: [InputObject] = []

    /// Reads the body of a request.
    convenience init(body: Bytes) throws {
        try self.init(body, path: "", issues: InputIssues())
    }

    private init(_ bytes: Bytes, path: String, issues: InputIssues) throws {
        self.path = path
        self.issues = issues
        for (name, value) in try Self.members(of: bytes) {
            if members.updateValue(value, forKey: name) != nil {
                issues.add(path + name, "is given twice.")
            } else {
                order.append(name)
            }
        }
    }

    private static func members(of bytes: Bytes) throws -> [(name: String, value: Bytes)] {
        do {
            return try JSON.members(of: bytes)
        } catch {
            throw APIError(.badRequest, "The request body is no JSON object: \(error.description).")
        }
    }

    /// Whether no field was given.
    var isEmpty: Bool { members.isEmpty }

    /// Reports fields that nobody read, and throws everything that is wrong with the request.
    func finish() throws {
        reportUnknown()
        try issues.throwIfAny()
    }

    private func reportUnknown() {
        for name in order where !known.contains(name) {
            let allowed = known.sorted().joined(separator: ", ")
            issues.add(path + name, "is not a known field. Known here: \(allowed).")
        }
        children.forEach { $0.reportUnknown() }
    }

    /// The bytes of a field; nil when it was not given or is null.
    func raw(_ name: String, keepsNull: Bool = false) -> Bytes? {
        known.insert(name)
        guard let value = members[name], keepsNull || JSON.kind(of: value) != .null else { return nil }
        return value
    }

    func issue(_ name: String, _ message: String) {
        issues.add(path + name, message)
    }
}

// MARK: - Fields by type

extension InputObject {
    /// A text.
    ///
    /// - Parameters:
    ///   - isRequired: whether the field must be given and not be empty.
    ///   - limit: how many UTF-8 bytes it may have.
    func string(_ name: String, isRequired: Bool = false, upTo limit: Int = 1_024) -> String? {
        guard let value = raw(name) else {
            if isRequired { issue(name, "is required.") }
            return nil
        }
        guard let text = JSON.string(from: value) else {
            issue(name, "must be a text, not \(InputValue.kindName(value)).")
            return nil
        }
        guard text.utf8.count <= limit else {
            issue(name, "is too long: at most \(limit) bytes.")
            return nil
        }
        guard !text.unicodeScalars.contains(where: { $0.value == 0 }) else {
            issue(name, "must not contain the character U+0000.")
            return nil
        }
        if isRequired, text.isEmpty {
            issue(name, "must not be empty.")
            return nil
        }
        return text
    }

    /// A text that is one of some words.
    func word<Word: RawRepresentable & CaseIterable>(_ name: String, as type: Word.Type) -> Word?
    where Word.RawValue == String {
        guard let text = string(name), !text.isEmpty else { return nil }
        if let word = Word(rawValue: text) { return word }
        issue(name, "must be one of \(Word.allCases.map(\.rawValue).joined(separator: ", ")).")
        return nil
    }

    /// `true` or `false`.
    func boolean(_ name: String) -> Bool? {
        guard let value = raw(name) else { return nil }
        guard JSON.kind(of: value) == .boolean else {
            issue(name, "must be true or false, not \(InputValue.kindName(value)).")
            return nil
        }
        return value.first == UInt8(ascii: "t")
    }

    /// A whole number.
    func integer(_ name: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = raw(name) else { return nil }
        guard JSON.kind(of: value) == .number, let number = Int(String(decoding: value, as: UTF8.self)) else {
            issue(name, "must be a whole number, not \(String(decoding: value.prefix(40), as: UTF8.self)).")
            return nil
        }
        guard range.contains(number) else {
            issue(name, "must be between \(range.lowerBound) and \(range.upperBound).")
            return nil
        }
        return number
    }

    /// A length of time: a number of seconds, or a text such as `10s` or `5m` as older clients send.
    func duration(_ name: String, in range: ClosedRange<Int>) -> Duration? {
        guard let value = raw(name) else { return nil }
        guard JSON.kind(of: value) == .string else { return integer(name, in: range).map { .seconds($0) } }
        let text = string(name) ?? ""
        if text.isEmpty { return nil }
        guard let seconds = Self.seconds(text) else {
            issue(name, "must be a number of seconds, or a text such as \"10s\", \"5m\" or \"1h\".")
            return nil
        }
        guard range.contains(seconds) else {
            issue(name, "must be between \(range.lowerBound) and \(range.upperBound) seconds.")
            return nil
        }
        return .seconds(seconds)
    }

    private static func seconds(_ text: String) -> Int? {
        let units = ["s": 1, "m": 60, "h": 3_600]
        guard let unit = text.last.flatMap({ units[String($0)] }), let number = Int(text.dropLast()) else {
            return Int(text)
        }
        let (seconds, overflow) = number.multipliedReportingOverflow(by: unit)
        return overflow ? nil : seconds
    }

    /// An id of ours.
    func id(_ name: String, isRequired: Bool = false) -> ULID? {
        guard let text = string(name, isRequired: isRequired), !text.isEmpty else { return nil }
        guard let id = ULID(text) else {
            issue(name, "must be an id of 26 letters and digits.")
            return nil
        }
        return id
    }

    /// A list of texts.
    func strings(_ name: String, upTo limit: Int = 1_000) -> [String]? {
        guard let values = list(name, upTo: limit) else { return nil }
        var texts: [String] = []
        for (index, value) in values.enumerated() {
            if let text = JSON.string(from: value) {
                texts.append(text)
            } else {
                issue("\(name)[\(index)]", "must be a text, not \(InputValue.kindName(value)).")
            }
        }
        return texts
    }

    /// The elements of a list.
    func list(_ name: String, upTo limit: Int = 1_000) -> [Bytes]? {
        guard let value = raw(name) else { return nil }
        guard JSON.kind(of: value) == .array else {
            issue(name, "must be a list, not \(InputValue.kindName(value)).")
            return nil
        }
        let elements = InputValue.elements(of: value)
        guard elements.count <= limit else {
            issue(name, "has too many elements: at most \(limit).")
            return nil
        }
        return elements
    }

    /// An object with fields of its own.
    func object(_ name: String) -> InputObject? {
        raw(name).flatMap { child($0, named: name) }
    }

    /// Objects in a list.
    func objects(_ name: String, upTo limit: Int = 1_000) -> [InputObject]? {
        list(name, upTo: limit)?.enumerated().compactMap { child($0.element, named: "\(name)[\($0.offset)]") }
    }

    private func child(_ value: Bytes, named name: String) -> InputObject? {
        guard JSON.kind(of: value) == .object,
            let child = try? InputObject(value, path: "\(path)\(name).", issues: issues)
        else {
            issue(name, "must be an object, not \(InputValue.kindName(value)).")
            return nil
        }
        children.append(child)
        return child
    }

    /// An object whose values are texts, in the order given.
    func headers(_ name: String, upTo limit: Int = 100) -> [Header] {
        guard let value = raw(name) else { return [] }
        guard let members = try? JSON.members(of: value) else {
            issue(name, "must be an object of texts, not \(InputValue.kindName(value)).")
            return []
        }
        guard members.count <= limit else {
            issue(name, "has too many members: at most \(limit).")
            return []
        }
        return members.compactMap { member in
            guard let text = JSON.string(from: member.value) else {
                issue("\(name).\(member.name)", "must be a text, not \(InputValue.kindName(member.value)).")
                return nil
            }
            let header = Header(name: member.name, value: text)
            guard header.isValidHTTPField else {
                issue(
                    "\(name).\(member.name)",
                    "is no HTTP header: check the name, and the value for control characters."
                )
                return nil
            }
            return header
        }
    }
}

// MARK: - Fields that have no effect

extension InputObject {
    /// Takes fields that only the server writes, such as `uid`, so that an answer of ours can be sent back changed.
    func ignore(_ names: String...) {
        names.forEach { _ = raw($0) }
    }

    /// Refuses fields that have no effect here, unless they say nothing or what is the case anyway.
    ///
    /// - Parameter harmless: JSON texts that are taken, such as `"at_least_once"` with its quotation marks.
    func refuse(_ names: String..., unless harmless: [String] = [], because reason: String = "is not supported yet.") {
        for name in names {
            guard let value = raw(name), !InputValue.isEmpty(value) else { continue }
            if harmless.contains(where: { InputValue.areEqual(value, Bytes($0.utf8)) }) { continue }
            issue(name, reason)
        }
    }
}
