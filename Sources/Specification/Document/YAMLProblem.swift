internal import Yams

/// A syntax error of a YAML file, in words for people who do not know libyaml.
struct YAMLProblem {
    let message: String
    let position: SourcePosition?

    init(_ error: any Error, in text: String) {
        switch error {
        case YamlError.scanner(let context, let problem, let mark, _),
            YamlError.parser(let context, let problem, let mark, _),
            YamlError.composer(let context, let problem, let mark, _):
            message = Self.words(for: problem, context: context?.text, at: mark, in: text)
            position = SourcePosition(line: mark.line, column: mark.column)
        case YamlError.reader(let problem, let offset, _, let yaml):
            message =
                "the file has a character that YAML does not allow (\(problem)): "
                + "save it as UTF-8 without control characters"
            position = offset.map { Self.position(ofCharacter: $0, in: yaml) }
        default:
            message = "the file is not valid YAML"
            position = nil
        }
    }

    private static func words(for problem: String, context: String?, at mark: Mark, in text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let line = lines.indices.contains(mark.line - 1) ? lines[mark.line - 1] : ""
        if line.prefix(while: { $0 == " " || $0 == "\t" }).contains("\t") || problem.contains("'\\t'")
            || problem.contains("cannot start any token") && line.contains("\t")
        {
            return "a tab in the indentation: YAML is indented with blanks only"
        }
        if let words = known.first(where: { problem.contains($0.problem) })?.words { return words }
        return "not valid YAML: \(problem)" + (context.map { " (\($0))" } ?? "")
    }

    private static let known: [(problem: String, words: String)] = [
        (
            "mapping values are not allowed",
            "a “:” where no key can be: is the line above indented the same way, and is text with “: ” quoted?"
        ),
        (
            "could not find expected ':'",
            "a key without “:”, or a text of several lines that is not quoted: check this line and the one above"
        ),
        (
            "did not find expected key",
            "a key was expected here: is the indentation the same as that of the lines above?"
        ),
        (
            "did not find expected '-' indicator",
            "a list item “- …” was expected here: is the indentation the same as that of the items above?"
        ),
        (
            "did not find expected ',' or ']'",
            "the list that “[” opens is not closed: a “,” or “]” is missing"
        ),
        (
            "did not find expected ',' or '}'",
            "the mapping that “{” opens is not closed: a “,” or “}” is missing; “${…}” within “{ }” needs quotes"
        ),
        (
            "found unexpected end of stream",
            "a quoted text is not closed before the end of the file"
        ),
        (
            "found unknown escape character",
            "an unknown escape after “\\” in double quotes: write “\\\\” for a backslash, or use single quotes"
        ),
        (
            "found undefined alias",
            "an alias “*…” without an anchor “&…” above it; quote the text if it begins with “*” on purpose"
        ),
        (
            "while scanning an alias",
            "“*” begins an alias: quote the text if that is not meant, as in \"*\""
        ),
        (
            "did not find expected alphabetic or numeric character",
            "“*” and “&” begin an alias or an anchor: quote the text if that is not meant, as in \"*\""
        ),
        (
            "found character that cannot start any token",
            "a character that no YAML value can begin with, such as “@”, “`” or “%”: quote the text"
        ),
        (
            "but found another document",
            "a second document begins here: there may be only one in the file, remove “---”"
        ),
        (
            "block sequence entries are not allowed",
            "a list item “- ” cannot begin here: put it on its own line below the key"
        ),
    ]

    /// Yams counts characters from the start of the text for errors of encoding.
    private static func position(ofCharacter offset: Int, in text: String) -> SourcePosition {
        let before = text.prefix(offset)
        let line = before.reduce(1) { $0 + ($1.isNewline ? 1 : 0) }
        let lineStart = before.lastIndex { $0.isNewline }.map(before.index(after:)) ?? before.startIndex
        return SourcePosition(line: line, column: before[lineStart...].unicodeScalars.count + 1)
    }
}
