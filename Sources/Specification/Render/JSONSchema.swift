/// Renders a specification as JSON Schema (2020-12), which editors use to complete and check the file while it is
/// written.
public enum JSONSchema {
    /// The schema of a document.
    ///
    /// - Parameters:
    ///   - specification: What the document must be.
    ///   - title: What the document is called.
    public static func render(_ specification: ObjectSpecification, title: String) -> String {
        var definitions = Definitions()
        let root = definitions.members(of: specification)
        let all: [(String, JSONText)] =
            [
                ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
                ("title", .string(title)),
            ] + root
        let defined = definitions.finished.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return JSONText.object(all + (defined.isEmpty ? [] : [("$defs", .object(defined))])).indented
    }

    /// The objects met so far; each is written once and referred to by name.
    private struct Definitions {
        var finished: [String: JSONText] = [:]

        mutating func members(of specification: ObjectSpecification) -> [(String, JSONText)] {
            var properties: [(String, JSONText)] = []
            for setting in specification.settings {
                for name in [setting.name] + setting.aliases {
                    properties.append((name, property(setting)))
                }
            }
            var members: [(String, JSONText)] = [
                ("description", .string(specification.summary)),
                ("type", .string("object")),
                ("additionalProperties", .boolean(false)),
                ("properties", .object(properties)),
            ]
            let required = specification.settings.filter { $0.isRequired && $0.aliases.isEmpty }
            if !required.isEmpty { members.append(("required", .array(required.map { .string($0.name) }))) }
            let named = specification.settings.filter { $0.isRequired && !$0.aliases.isEmpty }.map { setting in
                ObjectSpecification.Group(names: [setting.name] + setting.aliases, isRequired: true)
            }
            let groups = (named + specification.groups).map { rule($0, in: specification) }
            if !groups.isEmpty { members.append(("allOf", .array(groups))) }
            return members
        }

        private func rule(_ group: ObjectSpecification.Group, in specification: ObjectSpecification) -> JSONText {
            let names = group.names.flatMap { name in [name] + (specification.setting(name)?.aliases ?? []) }
            var seen: Set<String> = []
            let single = names.filter { seen.insert($0).inserted }.map { name in
                JSONText.object([("required", .array([.string(name)]))])
            }
            let none = JSONText.object([("not", .object([("anyOf", .array(single))]))])
            return .object([("oneOf", .array(group.isRequired ? single : single + [none]))])
        }

        private mutating func property(_ setting: Setting) -> JSONText {
            var members = schema(of: setting.kind)
            members.append(("description", .string(setting.summary)))
            if let text = setting.defaultText, let value = Checker.value(ofText: text, as: setting.kind) {
                members.append(("default", CanonicalJSON.value(of: value, isMasked: false)))
            }
            if let text = setting.example, let value = Checker.value(ofText: text, as: setting.kind) {
                members.append(("examples", .array([CanonicalJSON.value(of: value, isMasked: false)])))
            }
            if setting.isSecret { members.append(("writeOnly", .boolean(true))) }
            return .object(members)
        }

        private mutating func schema(of kind: Setting.Kind) -> [(String, JSONText)] {
            switch kind {
            case .string, .secret:
                return [("type", .array(["string", "number", "boolean"].map { .string($0) }))]
            case .url(let schemes):
                return text(pattern: "^((\(schemes.joined(separator: "|")))://|.*\\$\\{)")
            case .timestamp:
                return text(pattern: "^([0-9]{4}-[0-9]{2}-[0-9]{2}T|.*\\$\\{)")
            case .integer(let range):
                return orVariable([
                    ("type", .string("integer")), ("minimum", .integer(range.lowerBound)),
                    ("maximum", .integer(range.upperBound)),
                ])
            case .boolean:
                return orVariable([("type", .string("boolean"))])
            case .duration:
                return textOrNumber(pattern: "^(([0-9]+(d|h|m|s|ms))+|[0-9]+|.*\\$\\{.*)$")
            case .byteSize:
                return textOrNumber(pattern: "^([0-9]+ ?([KMG]i?B|kB|B)?|.*\\$\\{.*)$")
            case .enumeration(let words):
                return orVariable([("enum", .array(words.map { .string($0) }))])
            case .list(let kind, let atLeast, let atMost):
                return [
                    ("type", .string("array")), ("items", .object(schema(of: kind))),
                    ("minItems", .integer(atLeast)), ("maxItems", .integer(atMost)),
                ]
            case .map(let kind):
                return [("type", .string("object")), ("additionalProperties", .object(schema(of: kind)))]
            case .object(let specification):
                return [("$ref", .string("#/$defs/\(definition(of: specification))"))]
            case .oneOf(let forms):
                return [("anyOf", .array(forms.map { .object(schema(of: $0.kind)) }))]
            }
        }

        private mutating func definition(of specification: ObjectSpecification) -> String {
            let name = specification.definitionName
            if finished[name] == nil {
                finished[name] = .boolean(true)
                finished[name] = .object(members(of: specification))
            }
            return name
        }

        private func text(pattern: String) -> [(String, JSONText)] {
            [("type", .string("string")), ("pattern", .string(pattern))]
        }

        private func textOrNumber(pattern: String) -> [(String, JSONText)] {
            [
                ("type", .array([.string("string"), .string("integer")])), ("pattern", .string(pattern)),
                ("minimum", .integer(0)),
            ]
        }

        /// A plain scalar may also be a variable: `${NAME}`.
        private func orVariable(_ members: [(String, JSONText)]) -> [(String, JSONText)] {
            [("anyOf", .array([.object(members), .object(text(pattern: "\\$\\{"))]))]
        }
    }
}
