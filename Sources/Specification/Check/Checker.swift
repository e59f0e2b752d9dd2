/// Checks a document against its specification and gathers every problem.
struct Checker {
    let file: String?
    /// The variables; `nil` where nothing is expanded.
    let environment: [String: String]?
    /// Whether a setting that is null counts as not given.
    let nullIsAbsent: Bool
    var issues: [ConfigurationIssue] = []

    init(file: String?, environment: [String: String]?, nullIsAbsent: Bool) {
        self.file = file
        self.environment = environment
        self.nullIsAbsent = nullIsAbsent
    }

    /// A value that passed, the form it has, and where its parts stand.
    struct Found {
        var value: CheckedValue
        var form: String?
        var positions: [String: SourcePosition] = [:]
    }

    mutating func report(
        _ message: String,
        at path: String,
        _ position: SourcePosition,
        severity: ConfigurationIssue.Severity = .error
    ) {
        issues.append(
            ConfigurationIssue(path: path, message: message, severity: severity, file: file, position: position)
        )
    }

    /// The object, as far as it could be read; `nil` when the node is no mapping.
    mutating func object(
        _ node: DocumentNode,
        as specification: ObjectSpecification,
        at path: String
    ) -> CheckedObject? {
        guard case .mapping(let members) = node.content else {
            report(
                "must be a mapping with the settings of \(specification.name), but is \(node.described)",
                at: path,
                node.position
            )
            return nil
        }
        let issuesBefore = issues.count
        var given: [String: Found] = [:]
        var positions = ["": node.position]
        var seen: [String: String] = [:]
        for member in members {
            let memberPath = path.isEmpty ? member.name : "\(path).\(member.name)"
            guard let setting = specification.setting(member.name) else {
                report(unknown(member.name, in: specification), at: memberPath, member.position)
                continue
            }
            if let other = seen.updateValue(member.name, forKey: setting.name) {
                report("means the same as \(other), which is given too: remove one", at: memberPath, member.position)
                continue
            }
            positions[setting.name] = member.value.isScalar ? member.value.position : member.position
            if case .null = member.value.content {
                if nullIsAbsent {
                    seen[setting.name] = nil
                } else {
                    report(
                        "has no value: it must be \(setting.kind.words), or the line is removed",
                        at: memberPath,
                        member.position
                    )
                }
                continue
            }
            guard let found = value(member.value, as: setting.kind, at: memberPath) else { continue }
            given[setting.name] = found
            for (subpath, position) in found.positions { positions[setting.name + subpath] = position }
        }
        checkPresence(Set(seen.keys), of: specification, at: path, node.position, positions)
        return CheckedObject(
            specification: specification,
            path: path,
            isComplete: !issues[issuesBefore...].contains { $0.severity == .error },
            file: file,
            given: specification.settings.compactMap { setting in
                given[setting.name].map { CheckedEntry(setting.name, $0.value) }
            },
            defaults: defaults(of: specification, except: given),
            forms: given.compactMapValues(\.form),
            positions: positions
        )
    }

    private func unknown(_ name: String, in specification: ObjectSpecification) -> String {
        if let message = specification.refused[name] { return message }
        let names = specification.settings.map(\.name)
        let known = names.count <= 12 ? "; known are \(names.joined(separator: ", "))" : ""
        let suggestion = Suggestion.text(for: name, in: names + specification.settings.flatMap(\.aliases))
        return "unknown setting of \(specification.name)" + (suggestion.isEmpty ? known : suggestion)
    }

    private mutating func checkPresence(
        _ names: Set<String>,
        of specification: ObjectSpecification,
        at path: String,
        _ position: SourcePosition,
        _ positions: [String: SourcePosition]
    ) {
        for setting in specification.settings where setting.isRequired && !names.contains(setting.name) {
            let example = setting.example.map { ", for example \(setting.name): \($0)" } ?? ""
            report("\(setting.name) is missing: \(setting.kind.words)\(example)", at: path, position)
        }
        for group in specification.groups {
            let present = group.names.filter(names.contains)
            if present.count > 1 {
                let last = present.compactMap { positions[$0] }.max() ?? position
                report("\(present.joined(separator: " and ")) exclude each other: keep one", at: path, last)
            } else if present.isEmpty, group.isRequired {
                let names = Setting.Kind.alternatives(group.names)
                report(
                    group.names.count == 1 ? "\(names) is missing" : "one of \(names) is missing",
                    at: path,
                    position
                )
            }
        }
    }

    private func defaults(of specification: ObjectSpecification, except given: [String: Found]) -> [CheckedEntry] {
        specification.settings.compactMap { setting in
            guard given[setting.name] == nil, let text = setting.defaultText else { return nil }
            return Checker.value(ofText: text, as: setting.kind).map { CheckedEntry(setting.name, $0) }
        }
    }

    /// The value that a text of a specification stands for: a default or an example.
    static func value(ofText text: String, as kind: Setting.Kind) -> CheckedValue? {
        let isPlain = !text.contains { "[]{}\"'#&*!|>%@`\n".contains($0) } && !text.contains(": ") && !text.isEmpty
        let origin = SourcePosition(line: 1, column: 1)
        let node =
            isPlain
            ? DocumentNode(content: .scalar(text, isQuoted: false), position: origin)
            : YAMLReader.read(text, file: "").root
        guard let node else { return nil }
        var checker = Checker(file: nil, environment: nil, nullIsAbsent: false)
        let found = checker.value(node, as: kind, at: "")
        return checker.issues.contains { $0.severity == .error } ? nil : found?.value
    }
}
