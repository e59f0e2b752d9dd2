/// The settings of an object after the check: typed, complete with defaults, and still knowing where each stood.
///
/// The readers without `optional` in their name are for settings that are required or have a default; they may be
/// used on an object that is complete. Two objects are equal when the same settings were given, wherever they stood.
public struct CheckedObject: Sendable {
    /// What the object was checked against.
    public let specification: ObjectSpecification

    /// Where the object stands in its document, as in `projects[0].sources[1].kafka`; empty for the document itself.
    public let path: String

    /// Whether nothing in the object was wrong, so that every required setting is there.
    public let isComplete: Bool

    let file: String?
    let given: [CheckedEntry]
    let defaults: [CheckedEntry]
    let forms: [String: String]
    let positions: [String: SourcePosition]

    /// The settings that were given, in the order of the specification; defaults are not among them.
    public var givenSettings: [CheckedEntry] { given }

    /// Whether the setting was given, not left to its default.
    public func isGiven(_ name: String) -> Bool {
        given.contains { $0.name == name }
    }

    /// The value of a setting, or its default; `nil` when it has neither.
    public func value(_ name: String) -> CheckedValue? {
        precondition(specification.setting(name) != nil, "\(specification.name) has no setting \(name)")
        return given.first { $0.name == name }?.value ?? defaults.first { $0.name == name }?.value
    }

    /// Which form of a `oneOf` setting was given, or is the default.
    public func form(_ name: String) -> String? {
        forms[name]
    }

    /// Makes an issue at the place where a value of this object stands.
    ///
    /// - Parameters:
    ///   - subpath: The setting, or a value within it: `topics`, `topics[2]`, `properties.fetch.min.bytes`. Empty:
    ///     the object.
    ///   - message: What is wrong and what is allowed.
    ///   - severity: How much it matters.
    public func issue(
        at subpath: String = "",
        _ message: String,
        severity: ConfigurationIssue.Severity = .error
    ) -> ConfigurationIssue {
        ConfigurationIssue(
            path: [path, subpath].filter { !$0.isEmpty }.joined(separator: "."),
            message: message,
            severity: severity,
            file: file,
            position: positions[subpath] ?? positions[String(subpath.prefix { $0 != "[" && $0 != "." })]
                ?? positions[""]
        )
    }
}

extension CheckedObject: Hashable {
    /// Whether the same settings were given, wherever they stood.
    public static func == (left: CheckedObject, right: CheckedObject) -> Bool {
        left.specification.name == right.specification.name && left.given == right.given
    }

    /// Hashes the settings that were given.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(specification.name)
        hasher.combine(given)
    }
}
