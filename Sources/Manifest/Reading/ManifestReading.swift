public import Specification

/// What reading a `connectors.yaml` gave.
public struct ManifestReading: Sendable {
    /// What the file asks for; `nil` when there was an error.
    public let manifest: Manifest?

    /// Everything found, in the order of the file.
    public let issues: [ConfigurationIssue]

    /// Whether the file can be applied.
    public var isValid: Bool { manifest != nil }

    /// The issues a line each, ready to be printed; empty when there are none.
    public var text: String {
        issues.map { $0.text + "\n" }.joined()
    }

    /// The issues as JSON.
    public var json: String {
        JSONText.object([
            ("valid", .boolean(isValid)),
            ("issues", .array(issues.map(Self.json))),
        ]).indented
    }

    private static func json(_ issue: ConfigurationIssue) -> JSONText {
        var members: [(String, JSONText)] = [("severity", .string(issue.severity.rawValue))]
        if let file = issue.file { members.append(("file", .string(file))) }
        if let line = issue.line { members.append(("line", .integer(line))) }
        if let column = issue.column { members.append(("column", .integer(column))) }
        return .object(members + [("path", .string(issue.path)), ("message", .string(issue.message))])
    }
}
