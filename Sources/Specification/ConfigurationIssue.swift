/// Something in a configuration that its author should know: what is wrong, where, and what is allowed.
public struct ConfigurationIssue: Error, Hashable, Sendable {
    /// How much an issue matters.
    public enum Severity: String, Hashable, Sendable {
        /// The configuration is refused.
        case error
        /// The configuration works, yet its author probably wants it otherwise.
        case warning
    }

    /// Where the value stands in the document, as in `projects[0].sources[1].kafka.brokers`.
    public let path: String

    /// What is wrong and what to do about it, one sentence or two.
    public let message: String

    /// How much it matters.
    public let severity: Severity

    /// The file's name as the user gave it; `nil` for values that come from no file.
    public let file: String?

    /// Where in the file it is; `nil` for values that come from no file.
    public let position: SourcePosition?

    /// The line in the file, the first is 1.
    public var line: Int? { position?.line }

    /// The column in the line, the first is 1.
    public var column: Int? { position?.column }

    /// Makes an issue.
    public init(
        path: String,
        message: String,
        severity: Severity = .error,
        file: String? = nil,
        position: SourcePosition? = nil
    ) {
        self.path = path
        self.message = message
        self.severity = severity
        self.file = file
        self.position = position
    }
}

extension ConfigurationIssue: CustomStringConvertible {
    /// The issue on one line, in the form that editors and terminals make clickable:
    /// `connectors.yaml:12:7: projects[0].type: …`.
    public var text: String {
        var parts: [String] = []
        if let file {
            parts.append(position.map { "\(file):\($0.line):\($0.column)" } ?? file)
        } else if let position {
            parts.append("line \(position.line), column \(position.column)")
        }
        if severity == .warning { parts.append("warning") }
        if !path.isEmpty { parts.append(path) }
        parts.append(message)
        return parts.joined(separator: ": ")
    }

    /// The same as ``text``.
    public var description: String { text }
}

extension ConfigurationIssue: Comparable {
    /// Orders issues as their places are read; those without a place come last.
    public static func < (left: ConfigurationIssue, right: ConfigurationIssue) -> Bool {
        switch (left.position, right.position) {
        case let (first?, second?) where first != second: first < second
        case (_?, nil): true
        case (nil, _?): false
        default: (left.path, left.message) < (right.path, right.message)
        }
    }
}
