internal import ArgumentParser
internal import Domain
internal import Specification
internal import Storage

/// API keys.
struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make API keys.",
        subcommands: [Create.self]
    )

    /// Makes a key straight in the database: how the first one comes to be.
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make an API key and print it, once.",
            discussion: "The key is stored as a hash only: what is printed here cannot be shown again."
        )

        @OptionGroup var options: ProcessOptions

        @Option(help: ArgumentHelp("Limit the key to one project; without it, it is for all.", valueName: "name or id"))
        var project: String?

        @Option(help: "What the key may do: admin, member or viewer.")
        var role: String = "admin"

        @Option(help: "A name to know the key by.")
        var name: String = "command line"

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            try await reportingErrors {
                guard let role = KeyRole(rawValue: role) else {
                    throw StartError("--role is admin, member or viewer, not \"\(self.role)\"")
                }
                let settings = try options.load()
                let created = try await withDatabase(settings) { _, store in
                    let project = try await project.asyncMap { try await Self.find($0, store) }
                    return try await store.createKey(name: name, role: role, project: project)
                }
                if json {
                    let object = JSONText.object([
                        ("key", .string(created.plainText)), ("uid", .string(created.row.id.description)),
                    ])
                    print(object.compact)
                } else {
                    print(created.plainText)
                }
            }
        }

        private static func find(_ text: String, _ store: ConfigurationStore) async throws -> ULID {
            let projects = try await store.projects()
            guard let project = projects.first(where: { $0.name == text || $0.id.description == text }) else {
                let names = projects.map(\.name).joined(separator: ", ")
                throw StartError("there is no project \"\(text)\"; there are: \(names.isEmpty ? "none yet" : names)")
            }
            return project.id
        }
    }
}

extension Optional {
    fileprivate func asyncMap<Value>(_ transform: (Wrapped) async throws -> Value) async rethrows -> Value? {
        guard let self else { return nil }
        return try await transform(self)
    }
}
