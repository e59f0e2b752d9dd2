internal import Domain

/// What a body is, as a content type says, without its parameters.
struct MediaType: Hashable, Sendable {
    /// Type and subtype in lower case.
    let essence: String

    /// Reads `type/subtype; parameters`; whatever else stands there is kept as it is.
    init(_ text: String) {
        let type = text.prefix { $0 != ";" }.drop { $0 == " " || $0 == "\t" }
        let end = type.lastIndex { $0 != " " && $0 != "\t" }
        essence = String(end.map { type[...$0] } ?? "").asciiLowercased
    }

    /// Whether it is JSON by itself or by its suffix.
    var isJSON: Bool {
        essence.hasSuffix("/json") || essence.hasSuffix("+json")
    }
}
