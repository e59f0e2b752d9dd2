internal import ArgumentParser

/// The command line.
@main
struct Longshore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "longshore",
        abstract: "Events from brokers and HTTP, stored, and delivered as signed webhooks.",
        discussion: """
            New here? `longshore dev` starts everything in this folder, with a PostgreSQL and a Redis of its own, and prints \
            an API key. `longshore apply` makes it read the sources that connectors.yaml describes.

            Completion for your shell: longshore --generate-completion-script bash|zsh|fish
            """,
        version: Version.number,
        groupedSubcommands: [
            CommandGroup(
                name: "Running",
                subcommands: [Dev.self, Run.self, Server.self, Ingest.self, WorkerCommand.self]
            ),
            CommandGroup(
                name: "Configuring",
                subcommands: [Apply.self, Check.self, Sources.self, Keys.self, Migrate.self, Config.self]
            ),
            CommandGroup(name: "Repeating", subcommands: [BackfillCommand.self]),
            CommandGroup(name: "Trying out", subcommands: [SinkCommand.self]),
        ]
    )
}
