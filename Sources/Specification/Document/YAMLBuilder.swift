internal import Yams

/// Turns Yams' nodes into document nodes, within bounds: aliases make a small file stand for a huge one.
struct YAMLBuilder {
    /// The most values a file may stand for once its aliases are resolved.
    static let maximumNodes = 200_000

    let file: String
    let duplicates: DuplicateKeys
    private(set) var issues: [ConfigurationIssue] = []
    private var nodes = 0
    private var isExhausted = false

    init(file: String, duplicates: DuplicateKeys) {
        self.file = file
        self.duplicates = duplicates
    }

    /// The node, or `nil` when a bound was met; that has been reported then.
    mutating func node(_ node: Node, path: String, depth: Int) -> DocumentNode? {
        let position = SourcePosition(node.mark)
        nodes += 1
        guard !isExhausted else { return nil }
        guard nodes <= Self.maximumNodes else {
            isExhausted = true
            report(
                "the file stands for more than \(Self.maximumNodes) values once its aliases are resolved",
                position,
                path
            )
            return nil
        }
        guard depth <= DocumentNode.maximumDepth else {
            report("nested deeper than \(DocumentNode.maximumDepth) levels", position, path)
            return nil
        }
        if let tag = explicitTag(of: node) {
            report("the tag \(tag) has no meaning here: remove it", position, path)
        }
        switch node {
        case .scalar(let scalar):
            return DocumentNode(content: content(of: scalar), position: position)
        case .sequence(let sequence):
            var items: [DocumentNode] = []
            for (index, item) in sequence.enumerated() {
                guard let item = self.node(item, path: "\(path)[\(index)]", depth: depth + 1) else { break }
                items.append(item)
            }
            return DocumentNode(content: .sequence(items), position: position)
        case .mapping(let mapping):
            return DocumentNode(content: .mapping(members(of: mapping, path: path, depth: depth)), position: position)
        case .alias:
            report("an alias that points nowhere", position, path)
            return nil
        }
    }

    private mutating func members(of mapping: Node.Mapping, path: String, depth: Int) -> [DocumentNode.Member] {
        var members: [DocumentNode.Member] = []
        var merged: [DocumentNode.Member] = []
        var first: [String: SourcePosition] = [:]
        for (key, value) in mapping {
            let position = SourcePosition(key.mark)
            guard case .scalar(let scalar) = key else {
                report("a key must be text", position, path)
                continue
            }
            let name = duplicates.original(of: scalar.string)
            let memberPath = path.isEmpty ? name : "\(path).\(name)"
            if name == "<<", scalar.style == .plain {
                merged += mergedMembers(of: value, path: path, depth: depth)
                continue
            }
            if let earlier = first[name] {
                report("given twice: it already stands in line \(earlier.line); remove one", position, memberPath)
                continue
            }
            first[name] = position
            guard let value = node(value, path: memberPath, depth: depth + 1) else { continue }
            members.append(DocumentNode.Member(name: name, position: position, value: value))
        }
        for member in merged where first[member.name] == nil {
            first[member.name] = member.position
            members.append(member)
        }
        return members
    }

    /// The members that `<<: *name` or `<<: [*name, *other]` brings in; the earlier mapping wins.
    private mutating func mergedMembers(of value: Node, path: String, depth: Int) -> [DocumentNode.Member] {
        let sources: [Node]
        if case .sequence(let sequence) = value { sources = Array(sequence) } else { sources = [value] }
        var members: [DocumentNode.Member] = []
        for source in sources {
            guard let node = node(source, path: path, depth: depth + 1) else { break }
            guard case .mapping(let brought) = node.content else {
                report("“<<” merges mappings, but this is \(node.described)", node.position, path)
                continue
            }
            members += brought
        }
        return members
    }

    /// YAML 1.2's core schema: only these plain scalars are null; a quoted one is text.
    private func content(of scalar: Node.Scalar) -> DocumentNode.Content {
        let isPlain = scalar.style == .plain || scalar.style == .any
        return isPlain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
            ? .null
            : .scalar(scalar.string, isQuoted: !isPlain)
    }

    /// The tag written before a value. Without one, Yams gives quoted text the string tag, all else the implicit one.
    private func explicitTag(of node: Node) -> String? {
        let tag: Tag
        switch node {
        case .scalar(let scalar):
            tag = scalar.tag
            if scalar.style != .plain, tag.description == Tag.Name.str.rawValue { return nil }
        case .sequence(let sequence): tag = sequence.tag
        case .mapping(let mapping): tag = mapping.tag
        case .alias(let alias): tag = alias.tag
        }
        return tag.description == Tag.Name.implicit.rawValue ? nil : tag.description
    }

    private mutating func report(_ message: String, _ position: SourcePosition, _ path: String) {
        issues.append(ConfigurationIssue(path: path, message: message, file: file, position: position))
    }
}

extension SourcePosition {
    /// The place of a node; Yams gives every parsed node one.
    init(_ mark: Mark?) {
        self.init(line: mark?.line ?? 1, column: mark?.column ?? 1)
    }
}
