extension Checker {
    /// The value, `nil` after reporting why not.
    mutating func value(_ node: DocumentNode, as kind: Setting.Kind, at path: String) -> Found? {
        switch kind {
        case .list(let kind, let atLeast, let atMost):
            list(node, of: kind, atLeast: atLeast, atMost: atMost, at: path)
        case .map(let kind):
            map(node, of: kind, at: path)
        case .object(let specification):
            object(node, as: specification, at: path).map { Found(value: .object($0)) }
        case .oneOf(let forms):
            oneOf(forms, node, at: path)
        default:
            scalar(node, as: kind, at: path)
        }
    }

    private mutating func list(
        _ node: DocumentNode,
        of kind: Setting.Kind,
        atLeast: Int,
        atMost: Int,
        at path: String
    ) -> Found? {
        guard case .sequence(let items) = node.content else {
            let hint = if case .scalar(let text, _) = node.content { "; write [\(text)] for a list of one" } else { "" }
            report("must be a list, but is \(node.described)\(kind.isSecret ? "" : hint)", at: path, node.position)
            return nil
        }
        guard items.count >= atLeast else {
            report("must have at least \(atLeast) item\(atLeast == 1 ? "" : "s")", at: path, node.position)
            return nil
        }
        guard items.count <= atMost else {
            report("has \(items.count) items; at most \(atMost) are allowed", at: path, node.position)
            return nil
        }
        var values: [CheckedValue] = []
        var positions: [String: SourcePosition] = [:]
        for (index, item) in items.enumerated() {
            positions["[\(index)]"] = item.position
            guard let found = value(item, as: kind, at: "\(path)[\(index)]") else { continue }
            values.append(found.value)
        }
        return Found(value: .list(values), positions: positions)
    }

    private mutating func map(_ node: DocumentNode, of kind: Setting.Kind, at path: String) -> Found? {
        guard case .mapping(let members) = node.content else {
            report("must be a mapping of keys to values, but is \(node.described)", at: path, node.position)
            return nil
        }
        var entries: [CheckedEntry] = []
        var positions: [String: SourcePosition] = [:]
        for member in members {
            positions[".\(member.name)"] = member.position
            guard let found = value(member.value, as: kind, at: "\(path).\(member.name)") else { continue }
            var value = found.value
            if case .string(let text) = value, Mask.concerns(key: member.name) { value = .secret(text) }
            entries.append(CheckedEntry(member.name, value))
        }
        return Found(value: .map(entries), positions: positions)
    }

    /// The form is chosen by the shape of the node; among scalar forms the first that accepts it.
    private mutating func oneOf(_ forms: [Setting.Form], _ node: DocumentNode, at path: String) -> Found? {
        let candidates = forms.filter { $0.kind.accepts(shapeOf: node) }
        guard let nearest = candidates.max(by: { $0.likeness(to: node) < $1.likeness(to: node) }) else {
            report("must be \(Setting.Kind.oneOf(forms).words), but is \(node.described)", at: path, node.position)
            return nil
        }
        guard candidates.count > 1, case .scalar(let text, _) = node.content else {
            return value(node, as: nearest.kind, at: path).map { found in
                Found(value: found.value, form: nearest.name, positions: found.positions)
            }
        }
        for form in candidates {
            var trial = Checker(file: file, environment: environment, nullIsAbsent: nullIsAbsent)
            guard let found = trial.value(node, as: form.kind, at: path), !trial.hasErrors else { continue }
            issues += trial.issues
            return Found(value: found.value, form: form.name)
        }
        if expanded(text, at: path, node.position) != nil {
            let words = candidates.flatMap { if case .enumeration(let words) = $0.kind { words } else { [String]() } }
            let hint = Suggestion.text(for: text, in: words)
            let expected = Setting.Kind.oneOf(candidates).words
            report("must be \(expected), but is \(node.described)\(hint)", at: path, node.position)
        }
        return nil
    }

    private var hasErrors: Bool { issues.contains { $0.severity == .error } }
}

extension Setting.Kind {
    fileprivate func accepts(shapeOf node: DocumentNode) -> Bool {
        switch (self, node.content) {
        case (.oneOf(let forms), _): forms.contains { $0.kind.accepts(shapeOf: node) }
        case (.list, .sequence), (.map, .mapping), (.object, .mapping): true
        case (.list, _), (.map, _), (.object, _): false
        case (_, .scalar): true
        default: false
        }
    }
}

extension Setting.Form {
    /// How many keys of the node the form knows, to choose between several forms that are mappings.
    fileprivate func likeness(to node: DocumentNode) -> Int {
        guard case .object(let specification) = kind, case .mapping(let members) = node.content else { return 0 }
        return members.count { specification.setting($0.name) != nil }
    }
}
