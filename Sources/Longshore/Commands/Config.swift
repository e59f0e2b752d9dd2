internal import ArgumentParser
internal import Domain
internal import Specification

/// The settings in effect.
struct Config: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the effective settings, secrets masked, and where each came from."
    )

    @OptionGroup var options: ProcessOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        try await reportingErrors {
            let settings = try options.load()
            let rows = SettingsSpecification.root.settings.map {
                setting -> (name: String, value: String, origin: String) in
                (setting.name, Self.shown(settings, setting), settings.origins[setting.name]?.text ?? "default")
            }
            if json {
                let members = rows.map { row in
                    (row.name, JSONText.object([("value", .string(row.value)), ("from", .string(row.origin))]))
                }
                print(JSONText.object(members).indented, terminator: "")
            } else {
                Table(columns: ["setting", "value", "from"], rows: rows.map { [$0.name, $0.value, $0.origin] }).print()
            }
        }
    }

    /// URLs keep their host, so that one sees where they lead; other secrets are masked whole.
    private static func shown(_ settings: EffectiveSettings, _ setting: Setting) -> String {
        guard let value = settings.object.value(setting.name) else { return "not set" }
        switch value {
        case .secret(let text):
            return setting.name.hasSuffix("_url") || setting.name.hasSuffix("_proxy")
                ? redactingCredentials(inURL: text) : "•••"
        case .string(let text): return text.isEmpty ? "none" : text
        default: return CanonicalJSON.value(of: value, isMasked: true).compact
        }
    }
}
