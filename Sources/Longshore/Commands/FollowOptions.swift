internal import ArgumentParser

/// The flag of the commands that may follow a connectors.yaml.
struct FollowOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Apply this connectors.yaml at the start and after every change of it; a bad one is shown and changes nothing.",
            valueName: "file"
        )
    )
    var config: String?
}
