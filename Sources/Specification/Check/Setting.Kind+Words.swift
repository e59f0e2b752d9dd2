extension Setting.Kind {
    /// What may stand there, in words that complete “must be …”.
    var words: String {
        switch self {
        case .string(.name): "a name of letters, digits, “.”, “_”, “-” and blanks within"
        case .string(.headerName): "the name of an HTTP header"
        case .string, .secret: "text"
        // Not by `count`: that of all whole numbers is no `Int`.
        case .integer(let range) where range.lowerBound == range.upperBound: "the number \(range.lowerBound)"
        case .integer(Int.min...Int.max): "a whole number"
        case .integer(let range): "a whole number \(Self.words(for: range) { "\($0)" })"
        case .boolean: "true or false"
        case .duration(let least, let most):
            "a duration such as 30s, 5m or 2h "
                + Self.words(for: least...max(least, most)) { DurationText.text(for: $0) }
        case .byteSize(let range):
            "a size such as 64KiB or 1MiB \(Self.words(for: range) { ByteSizeText.text(for: $0) })"
        case .url(let schemes): "a URL that begins with \(Self.alternatives(schemes.map { "\($0)://" }))"
        case .timestamp: "a time such as 2026-08-01T12:00:00Z"
        case .enumeration(let words): Self.alternatives(words)
        case .list(let kind, let atLeast, _):
            "a list\(atLeast > 0 ? " of at least \(atLeast)" : ""), each \(kind.words)"
        case .map: "a mapping of keys to values"
        case .object(let specification): "a mapping with the settings of \(specification.name)"
        case .oneOf(let forms):
            Self.alternatives(
                forms.flatMap { if case .enumeration(let words) = $0.kind { words } else { [$0.kind.words] } }
            )
        }
    }

    /// “a”, “a or b”, “a, b or c”.
    static func alternatives(_ words: [String]) -> String {
        guard words.count > 1, let last = words.last else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }

    private static func words<Bound>(for range: ClosedRange<Bound>, _ text: (Bound) -> String) -> String {
        "from \(text(range.lowerBound)) to \(text(range.upperBound))"
    }
}
