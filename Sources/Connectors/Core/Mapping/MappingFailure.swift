/// Why a message is no event, in words for a person.
struct MappingFailure: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }

    /// Text from a message, short enough and plain enough to stand in a reason.
    static func quoted(_ text: String) -> String {
        let shown = String(String.UnicodeScalarView(text.unicodeScalars.prefix(60).map { isPlain($0) ? $0 : "?" }))
        return "`\(shown)\(text.unicodeScalars.count > 60 ? "…" : "")`"
    }

    /// Text from a message that is stored and indexed as such: not empty, of limited length, without control characters.
    static func checked(_ text: String, as what: String) throws(MappingFailure) -> String {
        guard !text.isEmpty else { throw MappingFailure("\(what) is empty") }
        guard text.utf8.count <= 512 else {
            throw MappingFailure("\(what) is longer than 512 bytes: \(quoted(text))")
        }
        guard text.unicodeScalars.allSatisfy(isPlain) else {
            throw MappingFailure("\(what) has control characters: \(quoted(text))")
        }
        return text
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x20 && scalar.value != 0x7F
    }
}
