/// The description of an object: its settings and what must hold between them.
public struct ObjectSpecification: Sendable {
    /// Settings of which only so many may be given.
    public struct Group: Sendable {
        /// The names of the settings.
        public let names: [String]

        /// Whether one of them must be given.
        public let isRequired: Bool
    }

    /// What the object is called in headings and messages: "Kafka source".
    public let name: String

    /// What the object is: a sentence or two of Markdown.
    public let summary: String

    /// The settings, in the order of the reference page.
    public let settings: [Setting]

    /// Which settings exclude each other.
    public let groups: [Group]

    /// Keys that are known and refused, each with the message that says why and what to do instead.
    public let refused: [String: String]

    /// Describes an object.
    ///
    /// - Parameters:
    ///   - name: What the object is called.
    ///   - summary: What it is, in Markdown.
    ///   - settings: Its settings.
    ///   - exactlyOneOf: Groups of settings of which exactly one must be given.
    ///   - atMostOneOf: Groups of settings of which at most one may be given.
    ///   - refused: Keys that are known and refused, with the message.
    public init(
        _ name: String,
        summary: String,
        settings: [Setting],
        exactlyOneOf: [[String]] = [],
        atMostOneOf: [[String]] = [],
        refused: [String: String] = [:]
    ) {
        self.name = name
        self.summary = summary
        self.settings = settings
        self.groups =
            exactlyOneOf.map { Group(names: $0, isRequired: true) }
            + atMostOneOf.map { Group(names: $0, isRequired: false) }
        self.refused = refused
    }

    /// The object's name where it is part of a JSON Schema: in lower case, with hyphens for all but letters and digits.
    var definitionName: String {
        name.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
    }

    /// The setting of a name or alias.
    public func setting(_ name: String) -> Setting? {
        settings.first { $0.name == name || $0.aliases.contains(name) }
    }
}
