/// Reads settings from text against a specification: every problem at once, each with its place.
public enum SettingsDocument {
    /// The largest text that is read, in bytes; a configuration of thousands of sources is far smaller.
    public static let maximumBytes = 4 << 20

    /// What reading a document gave.
    public struct Result: Sendable {
        /// The settings; `nil` when there was an error.
        public var object: CheckedObject? {
            partial.flatMap { $0.isComplete && errors.isEmpty ? $0 : nil }
        }

        /// What could be read even though something else was wrong, so that checks of meaning can report theirs as
        /// well.
        public let partial: CheckedObject?

        /// Everything found, in the order of the document.
        public let issues: [ConfigurationIssue]

        /// The issues that make the document unusable.
        public var errors: [ConfigurationIssue] { issues.filter { $0.severity == .error } }

        /// The issues its author should know although the document works.
        public var warnings: [ConfigurationIssue] { issues.filter { $0.severity == .warning } }
    }

    /// Reads a YAML file.
    ///
    /// `${NAME}` and `${NAME:-default}` in text are replaced from the environment, `$$` stands for `$`. Keys are not
    /// expanded.
    ///
    /// - Parameters:
    ///   - yaml: The text of the file.
    ///   - file: The name of the file, for the issues.
    ///   - environment: The variables.
    ///   - specification: What the document must be.
    public static func parse(
        yaml: String,
        file: String,
        environment: [String: String],
        specification: ObjectSpecification
    ) -> Result {
        read(YAMLReader.read(yaml, file: file), file: file, nullIsAbsent: false, environment, specification)
    }

    /// Reads JSON: stored settings and bodies of requests. Nothing is expanded; `null` means that a setting is not
    /// given.
    ///
    /// - Parameters:
    ///   - json: The text.
    ///   - path: The path to prefix the issues with, empty for none.
    ///   - specification: What the document must be.
    public static func parse(json: String, path: String = "", specification: ObjectSpecification) -> Result {
        read(JSONReader.read(json), path: path, file: nil, nullIsAbsent: true, nil, specification)
    }

    private static func read(
        _ document: DocumentNode.Reading,
        path: String = "",
        file: String?,
        nullIsAbsent: Bool,
        _ environment: [String: String]?,
        _ specification: ObjectSpecification
    ) -> Result {
        guard let root = document.root else { return Result(partial: nil, issues: document.issues.sorted()) }
        var checker = Checker(file: file, environment: environment, nullIsAbsent: nullIsAbsent)
        let object = checker.object(root, as: specification, at: path)
        return Result(partial: object, issues: (document.issues + checker.issues).sorted())
    }
}
