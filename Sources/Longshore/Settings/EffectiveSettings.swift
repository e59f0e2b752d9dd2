internal import Domain
internal import Foundation
internal import Specification

/// The settings of this process after flags, environment, file and defaults have been laid over each other.
struct EffectiveSettings: Sendable {
    /// Where a value came from.
    enum Origin: Sendable, Equatable {
        case flag, environment(String), file(String), embedded, standard

        var text: String {
            switch self {
            case .flag: "flag"
            case .environment(let name): "environment \(name)"
            case .file(let path): path
            case .embedded: "embedded (.longshore)"
            case .standard: "default"
            }
        }
    }

    let object: CheckedObject
    let origins: [String: Origin]

    /// Reads everything there is.
    /// - Parameters:
    ///   - flags: settings given on the command line, by name.
    ///   - file: the file named on the command line; nil: `longshore.yaml`, if there is one.
    ///   - embedded: what the private servers under `.longshore` offer, weaker than all but the defaults.
    /// - Throws: `SettingsError` with every problem.
    init(
        flags: [String: String],
        file: String?,
        environment: [String: String],
        embedded: [String: String] = [:]
    ) throws {
        let specification = SettingsSpecification.root
        var origins: [String: Origin] = [:]
        var problems: [String] = []
        var texts: [String: String] = [:]
        let path = file ?? SettingsSpecification.fileName
        var fileObject: CheckedObject?
        if file != nil || FileManager.default.fileExists(atPath: path) {
            do {
                let yaml = try String(contentsOfFile: path, encoding: .utf8)
                let read = SettingsDocument.parse(
                    yaml: yaml,
                    file: path,
                    environment: environment,
                    specification: specification
                )
                problems += read.errors.map(\.text)
                fileObject = read.object
            } catch {
                problems.append("\(path): cannot be read: \(error.localizedDescription)")
            }
        }
        for setting in specification.settings {
            let variable = SettingsSpecification.variable(setting.name)
            if let value = flags[setting.name] {
                texts[setting.name] = value
                origins[setting.name] = .flag
            } else if let value = environment[variable], !value.isEmpty {
                texts[setting.name] = value
                origins[setting.name] = .environment(variable)
            } else if fileObject?.isGiven(setting.name) == true {
                origins[setting.name] = .file(path)
            } else if let value = embedded[setting.name] {
                texts[setting.name] = value
                origins[setting.name] = .embedded
            } else {
                origins[setting.name] = .standard
            }
        }
        // Flags and variables are text; as a document of their own they pass the same check as the file.
        var members: [(String, JSONText)] = []
        for setting in specification.settings {
            if let text = texts[setting.name] {
                members.append((setting.name, Self.json(text, setting.kind)))
            } else if fileObject?.isGiven(setting.name) == true, let value = fileObject?.value(setting.name) {
                members.append((setting.name, CanonicalJSON.value(of: value, isMasked: false)))
            }
        }
        let merged = SettingsDocument.parse(json: JSONText.object(members).compact, specification: specification)
        problems += merged.errors.map { issue in
            let origin = origins[issue.path].map { " (from \($0.text))" } ?? ""
            return "\(issue.path)\(origin): \(issue.message)"
        }
        guard problems.isEmpty, let object = merged.object else { throw SettingsError(problems: problems) }
        self.object = object
        self.origins = origins
    }

    /// Writes a flag's or variable's text as the JSON that its kind expects.
    private static func json(_ text: String, _ kind: Setting.Kind) -> JSONText {
        switch kind {
        case .integer: Int(text).map(JSONText.integer) ?? .string(text)
        case .boolean: text == "true" ? .boolean(true) : text == "false" ? .boolean(false) : .string(text)
        default: .string(text)
        }
    }
}

/// Settings that do not hold; one line per problem.
struct SettingsError: Error, CustomStringConvertible {
    let problems: [String]
    var description: String { problems.joined(separator: "\n") }
}
