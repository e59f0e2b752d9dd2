/// A value of a document before its meaning is known: what YAML and JSON have in common.
struct DocumentNode {
    enum Content {
        /// Nothing: `~`, `null`, or no value at all.
        case null
        /// A scalar; a quoted one is text whatever it looks like.
        case scalar(String, isQuoted: Bool)
        case sequence([DocumentNode])
        case mapping([Member])
    }

    struct Member {
        let name: String
        let position: SourcePosition
        let value: DocumentNode
    }

    /// What reading a text gave; the root is missing when the text could not be understood at all.
    struct Reading {
        var root: DocumentNode?
        var issues: [ConfigurationIssue] = []
    }

    /// The deepest nesting of mappings and lists that is read.
    static let maximumDepth = 64

    let content: Content
    let position: SourcePosition

    var isScalar: Bool {
        if case .scalar = content { true } else { false }
    }

    /// What the value is, in words.
    var described: String {
        switch content {
        case .null: "nothing"
        case .scalar(let text, _): "“\(text.count > 60 ? text.prefix(60) + "…" : text[...])”"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
