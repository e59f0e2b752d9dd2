internal import Specification

extension Plan {
    /// The plan for people: `+` is made, `~` is changed, `-` is removed.
    public var text: String {
        guard !isEmpty else {
            return "Nothing to do: the database matches the file (\(Self.count(unchanged, "thing"))).\n" + keptText
        }
        var lines: [String] = []
        var project: String?
        for change in changes {
            if change.target.project != project {
                project = change.target.project
                lines.append("project \(change.target.project)")
            }
            lines.append("  \(change.action.sign) \(change.target.subject.rawValue) \(change.target.name)")
            lines += change.fields.map { "      " + $0.text }
        }
        return lines.map { $0 + "\n" }.joined() + "\n\(summary)\n" + keptText
    }

    /// How much there is to do, on one line.
    public var summary: String {
        let counts = [Action.create, .change, .remove].compactMap { action -> String? in
            let count = changes.count { $0.action == action }
            return count == 0 ? nil : "\(count) to \(action.rawValue)"
        }
        return (counts + ["\(unchanged) unchanged"]).joined(separator: ", ") + "."
    }

    private var keptText: String {
        guard !kept.isEmpty else { return "" }
        let names = kept.prefix(10).map { "\($0.subject.rawValue) \($0.name)" }.joined(separator: ", ")
        let rest = kept.count > 10 ? " and \(kept.count - 10) more" : ""
        return "Not in the file and kept (--prune removes them): \(names)\(rest).\n"
    }

    private static func count(_ count: Int, _ word: String) -> String {
        "\(count) \(word)\(count == 1 ? "" : "s")"
    }

    /// The plan for programs.
    public var json: String {
        JSONText.object([
            ("changes", .array(changes.map(\.json))),
            ("unchanged", .integer(unchanged)),
            ("kept", .array(kept.map { .object($0.json) })),
        ]).indented
    }
}

extension Plan.Action {
    fileprivate var sign: String {
        switch self {
        case .create: "+"
        case .change: "~"
        case .remove: "-"
        }
    }
}

extension Plan.Field {
    /// `name: value` for something new, `name: old → new` for a change.
    fileprivate var text: String {
        let values =
            switch (old, new) {
            case (let old?, let new?): "\(old) → \(new)"
            case (nil, let new?): new
            case (let old?, nil): "\(old) → not set"
            case (nil, nil): "not set"
            }
        return "\(name): \(values)\(note.map { " (\($0))" } ?? "")"
    }
}

extension Plan.Reference {
    fileprivate var json: [(String, JSONText)] {
        [("project", .string(project)), ("subject", .string(subject.rawValue)), ("name", .string(name))]
    }
}

extension Plan.Change {
    fileprivate var json: JSONText {
        .object(
            [("action", .string(action.rawValue))] + target.json + [
                (
                    "fields",
                    .array(
                        fields.map { field in
                            .object([
                                ("name", .string(field.name)),
                                ("old", field.old.map { .string($0) } ?? .raw("null")),
                                ("new", field.new.map { .string($0) } ?? .raw("null")),
                                ("note", field.note.map { .string($0) } ?? .raw("null")),
                            ])
                        }
                    )
                )
            ]
        )
    }
}
