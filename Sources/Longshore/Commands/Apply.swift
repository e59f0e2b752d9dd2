internal import ArgumentParser
internal import Manifest
internal import Specification

/// Making the database match connectors.yaml.
struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the database match connectors.yaml.",
        discussion: """
            Prints the difference first, like a plan. All of it is applied in one transaction, or nothing. Running processes \
            follow within a second. What the file does not mention stays, unless --prune is given.
            """
    )

    @OptionGroup var options: ProcessOptions

    @Option(name: .shortAndLong, help: "The file.")
    var file = "connectors.yaml"

    @Flag(help: "Only print the plan.")
    var dryRun = false

    @Flag(help: "Remove what the file does not mention, within the projects it names.")
    var prune = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        try await reportingErrors {
            let settings = try options.load()
            let reading = try readManifest(file)
            guard let manifest = reading.manifest else {
                printError(reading.text.hasSuffix("\n") ? String(reading.text.dropLast()) : reading.text)
                throw StartError("nothing was applied")
            }
            for issue in reading.issues { printError(issue.text) }
            let plan = try await withDatabase(settings) { _, store in
                dryRun
                    ? try await manifest.plan(against: store, prune: prune)
                    : try await manifest.apply(to: store, prune: prune)
            }
            if json {
                print(plan.json, terminator: "")
            } else {
                print(plan.text, terminator: "")
                print(dryRun ? "would apply: \(plan.summary)" : "applied: \(plan.summary)")
            }
        }
    }
}
