/// The text of `~/.aws/credentials` or `~/.aws/config`: sections with names and values.
struct ProfileFile: Sendable {
    /// How the sections of a file are called.
    enum Form { case credentials, config }

    /// The values by profile and name.
    private(set) var profiles: [String: [String: String]] = [:]

    init(_ text: String, _ form: Form) {
        var profile: String?
        for line in text.split(whereSeparator: \.isNewline) {
            let content = Self.trimmed(Self.withoutComment(line))
            if content.isEmpty { continue }
            if content.first == "[" {
                profile = Self.profile(content, form)
                if let profile { profiles[profile, default: [:]].merge([:]) { $1 } }
            } else if let profile, !Self.isNested(line), let equals = content.firstIndex(of: "=") {
                let name = Self.trimmed(content[..<equals]).lowercased()
                profiles[profile]?[name] = String(Self.trimmed(content[content.index(after: equals)...]))
            }
        }
    }

    /// Both files as one: where they differ the credentials file counts.
    static func merged(config: ProfileFile, credentials: ProfileFile) -> [String: [String: String]] {
        config.profiles.merging(credentials.profiles) { $0.merging($1) { $1 } }
    }

    private static func profile(_ header: Substring, _ form: Form) -> String? {
        guard let end = header.firstIndex(of: "]") else { return nil }
        let words = header[header.index(after: header.startIndex)..<end].split(whereSeparator: \.isWhitespace)
        switch form {
        case .credentials: return words.count == 1 ? String(words[0]) : nil
        // Other sections of the configuration, such as `sso-session`, are no profiles.
        case .config where words.count == 1: return words[0] == "default" ? "default" : nil
        case .config: return words.count == 2 && words[0] == "profile" ? String(words[1]) : nil
        }
    }

    /// Settings of a setting, such as those below `s3 =`, are indented.
    private static func isNested(_ line: Substring) -> Bool { line.first?.isWhitespace == true }

    private static func withoutComment(_ line: Substring) -> Substring {
        if let first = trimmed(line).first, first == "#" || first == ";" { return "" }
        let end = line.firstRange(of: " #")?.lowerBound ?? line.firstRange(of: " ;")?.lowerBound
        return end.map { line[..<$0] } ?? line
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
