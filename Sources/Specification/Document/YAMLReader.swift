internal import Yams

/// Reads YAML into document nodes with positions: aliases and merge keys are resolved, with bounds; duplicates are
/// issues.
enum YAMLReader {
    static func read(_ text: String, file: String) -> DocumentNode.Reading {
        func failure(_ message: String, at position: SourcePosition? = nil) -> DocumentNode.Reading {
            DocumentNode.Reading(
                issues: [ConfigurationIssue(path: "", message: message, file: file, position: position)]
            )
        }
        guard text.utf8.count <= SettingsDocument.maximumBytes else {
            return failure("the file is larger than \(ByteSizeText.text(for: SettingsDocument.maximumBytes))")
        }
        if let position = AliasGuard.offence(in: text) {
            return failure("an alias cannot be part of a key: write the key out", at: position)
        }
        var duplicates = DuplicateKeys(text)
        while true {
            do {
                guard let node = try Parser(yaml: duplicates.text, encoding: .utf8).singleRoot() else {
                    return failure("the file is empty")
                }
                var builder = YAMLBuilder(file: file, duplicates: duplicates)
                let root = builder.node(node, path: "", depth: 0)
                return DocumentNode.Reading(root: root, issues: builder.issues)
            } catch YamlError.duplicatedKeysInMapping(_, let context) {
                guard duplicates.disguise(at: context.mark) else {
                    return failure(
                        "a key is given twice in the same mapping: remove one",
                        at: SourcePosition(line: context.mark.line, column: context.mark.column)
                    )
                }
            } catch {
                let problem = YAMLProblem(error, in: text)
                return failure(problem.message, at: problem.position)
            }
        }
    }
}
