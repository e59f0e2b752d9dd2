internal import Domain
internal import HTTPTypes

/// The parameters of a query, read strictly: what nobody asked for is an error, so that a misspelt filter never lists
/// all.
final class QueryReader {
    private let issues = InputIssues()
    private var values: [String: [String]] = [:]
    private var order: [String] = []
    private var known: Set<String> = []

    /// Splits a query; `endpointId[]` and repeated names are the same.
    init(_ query: String) throws {
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(parts[0]), let value = Self.decoded(parts.count > 1 ? parts[1] : "") else {
                throw APIError(.badRequest, "The query is no text: check its percent signs.")
            }
            let plain = name.hasSuffix("[]") ? String(name.dropLast(2)) : name
            if values[plain] == nil { order.append(plain) }
            values[plain, default: []].append(value)
        }
    }

    /// Reports parameters that nobody read, and throws everything that is wrong.
    func finish() throws {
        for name in order where !known.contains(name) {
            issues.add(name, "is not a known parameter. Known here: \(known.sorted().joined(separator: ", ")).")
        }
        try issues.throwIfAny()
    }

    /// All values of a parameter that are not empty.
    func strings(_ name: String) -> [String] {
        known.insert(name)
        return (values[name] ?? []).filter { !$0.isEmpty }
    }

    /// The last value of a parameter; empty counts as not given.
    func string(_ name: String) -> String? {
        strings(name).last
    }

    func integer(_ name: String, in range: ClosedRange<Int>) -> Int? {
        guard let text = string(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            issues.add(name, "must be a whole number between \(range.lowerBound) and \(range.upperBound).")
            return nil
        }
        return number
    }

    func word(_ name: String, of words: [String]) -> String? {
        guard let text = string(name) else { return nil }
        if let word = words.first(where: { $0.lowercased() == text.lowercased() }) { return word }
        issues.add(name, "must be one of \(words.joined(separator: ", ")).")
        return nil
    }

    func ids(_ name: String) -> [ULID] {
        strings(name).compactMap { text in
            if let id = ULID(text) { return id }
            issues.add(name, "must be an id of 26 letters and digits.")
            return nil
        }
    }

    func time(_ name: String) -> Timestamp? {
        guard let text = string(name) else { return nil }
        if let time = Timestamp(iso8601: text) { return time }
        issues.add(name, "must be a time such as 2026-08-01T12:00:00 (UTC) or 2026-08-01T12:00:00+02:00.")
        return nil
    }

    func issue(_ name: String, _ message: String) {
        issues.add(name, message)
    }

    /// Names parameters of Convoy that have no effect here; given with a value, they are refused.
    func refuse(_ names: String...) {
        for name in names where string(name) != nil {
            issues.add(name, "is not supported yet.")
        }
    }

    /// Undoes percent encoding and `+` for a blank; nil for broken encoding.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"):
                bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst(), let low = rest.popFirst(),
                    let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
                else { return nil }
                bytes.append(value)
            default:
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
