import Specification

/// A specification with a setting of each kind.
enum Example {
    static let tls = ObjectSpecification(
        "TLS settings",
        summary: "How the connection is protected.",
        settings: [
            Setting("ca_file", .string(), summary: "The certificates to trust."),
            Setting("verify", .boolean, defaultText: "true", summary: "Whether the certificate is checked."),
        ]
    )

    static let source = ObjectSpecification(
        "a source",
        summary: "Where events come from.",
        settings: [
            Setting("name", .string(.name), isRequired: true, summary: "Its name.", example: "orders"),
            Setting("brokers", .list(.string(), atLeast: 1), summary: "Servers.", example: "[127.0.0.1:9092]"),
            Setting("workers", .integer(1...64), defaultText: "1", summary: "How many.", aliases: ["consumers"]),
            Setting("password", .secret, summary: "The password."),
            Setting("url", .url(schemes: ["http", "https"]), summary: "Where."),
            Setting(
                "timeout",
                .duration(atLeast: .milliseconds(1), atMost: .seconds(60)),
                defaultText: "10s",
                summary: "How long."
            ),
            Setting("limit", .byteSize(1...1 << 30), defaultText: "1MiB", summary: "How much."),
            Setting("format", .enumeration(["raw", "envelope"]), defaultText: "raw", summary: "Which form."),
            Setting(
                "start",
                .oneOf([.init("end", .enumeration(["earliest", "latest"])), .init("time", .timestamp)]),
                defaultText: "latest",
                summary: "Where to begin."
            ),
            Setting("properties", .map(.string(.anything)), summary: "Anything."),
            Setting("tls", .object(tls), summary: "Protection."),
            Setting("plain", .boolean, summary: "No protection."),
        ],
        atMostOneOf: [["tls", "plain"]],
        refused: ["filter": "is not supported yet: match with event_types"]
    )

    static let document = ObjectSpecification(
        "the document",
        summary: "All of it.",
        settings: [Setting("sources", .list(.object(source)), isRequired: true, summary: "The sources.")]
    )

    static func parse(_ yaml: String, environment: [String: String] = [:]) -> SettingsDocument.Result {
        SettingsDocument.parse(yaml: yaml, file: "test.yaml", environment: environment, specification: document)
    }

    /// Parses one source given as the lines below its name.
    static func source(_ lines: String, environment: [String: String] = [:]) -> SettingsDocument.Result {
        let indented = lines.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
        return parse("sources:\n  - name: orders\n\(indented)\n", environment: environment)
    }
}

extension SettingsDocument.Result {
    /// The issues as lines of text.
    var lines: [String] { issues.map(\.text) }

    /// The first source, when all was well.
    var source: CheckedObject? { object?.objects("sources").first }
}
