/// Renders a specification as a page of Markdown: a section per object, a table of its settings in each.
public struct ReferencePage {
    private var sections: [String] = []
    private var rendered: Set<String> = []
    /// Where each object may stand, by its name.
    private var places: [String: [String]] = [:]

    /// The page of a specification.
    ///
    /// - Parameters:
    ///   - specification: What is described.
    ///   - title: The page's heading.
    ///   - introduction: Markdown that stands before the sections.
    public static func render(_ specification: ObjectSpecification, title: String, introduction: String) -> String {
        var page = ReferencePage()
        page.findPlaces(of: specification, path: "")
        page.add(specification, path: "")
        return (["# \(title)", introduction] + page.sections).joined(separator: "\n\n") + "\n"
    }

    private mutating func add(_ specification: ObjectSpecification, path: String) {
        guard rendered.insert(specification.name).inserted else { return }
        var nested: [(ObjectSpecification, String)] = []
        var rows: [String] = []
        for setting in specification.settings {
            let settingPath = path.isEmpty ? setting.name : "\(path).\(setting.name)"
            let objects = Self.objects(in: setting.kind, path: settingPath)
            nested += objects
            rows.append(row(setting, objects: objects.map(\.0)))
        }
        var section = ["## \(specification.name)"]
        let places = places[specification.name] ?? []
        if !places.isEmpty { section.append("In " + places.map { "`\($0)`" }.joined(separator: ", ") + ".") }
        section.append(specification.summary)
        section.append(
            (["| setting | value | default | what it does |", "|---|---|---|---|"] + rows).joined(separator: "\n")
        )
        let rules = specification.groups.map { group in
            let names = Setting.Kind.alternatives(group.names.map { "`\($0)`" })
            return "- \(group.isRequired ? "Exactly" : "At most") one of \(names)."
        }
        if !rules.isEmpty { section.append(rules.joined(separator: "\n")) }
        let refused = specification.refused.sorted { $0.key < $1.key }.map { "- `\($0.key)` \($0.value)." }
        if !refused.isEmpty { section.append("Refused for now:\n\n" + refused.joined(separator: "\n")) }
        sections.append(section.joined(separator: "\n\n"))
        for (object, path) in nested { add(object, path: path) }
    }

    private func row(_ setting: Setting, objects: [ObjectSpecification]) -> String {
        let names = ([setting.name] + setting.aliases).map { "`\($0)`" }.joined(separator: " or ")
        let other = setting.isRequired ? "**required**" : setting.defaultText.map { "`\($0)`" } ?? ""
        let links = objects.map { object in
            "[\(object.name)](#\(Self.anchor(object.name)))"
        }
        let example = setting.example.map { " Example: `\($0)`." } ?? ""
        let kind = Self.words(for: setting.kind) + (links.isEmpty ? "" : ": " + links.joined(separator: " or "))
        return "| \(names) | \(Self.cell(kind)) | \(Self.cell(other)) | \(Self.cell(setting.summary + example)) |"
    }

    private mutating func findPlaces(of specification: ObjectSpecification, path: String) {
        for setting in specification.settings {
            let settingPath = path.isEmpty ? setting.name : "\(path).\(setting.name)"
            for (object, path) in Self.objects(in: setting.kind, path: settingPath) {
                places[object.name, default: []].append(path)
                findPlaces(of: object, path: path)
            }
        }
    }

    /// The anchor GitHub gives a heading.
    private static func anchor(_ heading: String) -> String {
        heading.lowercased().filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_" }
            .map { $0 == " " ? "-" : String($0) }.joined()
    }

    private static func cell(_ text: String) -> String {
        text.split(separator: "\n").joined(separator: " ").split(separator: "|", omittingEmptySubsequences: false)
            .joined(separator: "\\|")
    }

    private static func objects(in kind: Setting.Kind, path: String) -> [(ObjectSpecification, String)] {
        switch kind {
        case .object(let specification): [(specification, path)]
        case .list(let kind, _, _): objects(in: kind, path: path + "[]")
        case .map(let kind): objects(in: kind, path: path + ".*")
        case .oneOf(let forms): forms.flatMap { objects(in: $0.kind, path: path) }
        default: []
        }
    }

    private static func words(for kind: Setting.Kind) -> String {
        switch kind {
        case .object: "mapping"
        case .list(.object, let atLeast, _): atLeast > 0 ? "list of at least \(atLeast)" : "list"
        case .list(let kind, let atLeast, _):
            "list\(atLeast > 0 ? " of at least \(atLeast)" : ""), each \(words(for: kind))"
        case .map(let kind): "mapping of free keys, each \(words(for: kind))"
        case .secret: "secret text"
        case .boolean: "`true` or `false`"
        case .enumeration(let words): Setting.Kind.alternatives(words.map { "`\($0)`" })
        case .oneOf(let forms): Setting.Kind.alternatives(forms.map { words(for: $0.kind) })
        default: kind.words
        }
    }
}
