/// One setting of an object, described once: parsing, checking, masking, the JSON Schema and the reference page
/// follow from it.
public struct Setting: Sendable {
    /// The key in the document, in snake case.
    public let name: String

    /// What may stand there.
    public let kind: Kind

    /// Whether leaving it out is an error.
    public let isRequired: Bool

    /// The value used when it is left out, as one would write it in YAML; a test of each specification parses it.
    public let defaultText: String?

    /// What the setting does: a sentence or two of Markdown.
    public let summary: String

    /// A value for the examples of the reference page, as one would write it in YAML.
    public let example: String?

    /// Other keys that mean the same, kept for people who come from elsewhere.
    public let aliases: [String]

    /// Describes a setting.
    ///
    /// - Parameters:
    ///   - name: The key in the document.
    ///   - kind: What may stand there.
    ///   - isRequired: Whether leaving it out is an error.
    ///   - defaultText: The value used when it is left out, as written in YAML.
    ///   - summary: What the setting does, in Markdown.
    ///   - example: A value for the reference page, as written in YAML.
    ///   - aliases: Other keys that mean the same.
    public init(
        _ name: String,
        _ kind: Kind,
        isRequired: Bool = false,
        defaultText: String? = nil,
        summary: String,
        example: String? = nil,
        aliases: [String] = []
    ) {
        self.name = name
        self.kind = kind
        self.isRequired = isRequired
        self.defaultText = defaultText
        self.summary = summary
        self.example = example
        self.aliases = aliases
    }

    /// Whether the value must not be shown.
    public var isSecret: Bool { kind.isSecret }
}
