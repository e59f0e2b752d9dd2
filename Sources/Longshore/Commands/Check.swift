internal import ArgumentParser
internal import Foundation
internal import Manifest

/// Validating connectors.yaml.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Validate connectors.yaml without connecting anywhere.",
        discussion: "Reports every problem at once, with line and column. Ends with status 1 when there is an error."
    )

    @Option(name: .shortAndLong, help: "The file.")
    var file = "connectors.yaml"

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Print a JSON Schema of the file for editors, and end.")
    var schema = false

    @Flag(help: "Print the reference of all settings as Markdown, and end.")
    var reference = false

    func validate() throws {
        if schema, reference { throw ValidationError("--schema and --reference exclude each other: give one of them") }
    }

    /// What is printed instead of checking a file; nil when a file is checked.
    var document: String? {
        schema ? ManifestReference.schema : reference ? ManifestReference.page : nil
    }

    func run() async throws {
        try await reportingErrors {
            if let document { return print(document, terminator: "") }
            let reading = try readManifest(file)
            if json {
                print(reading.json, terminator: "")
            } else {
                print(reading.text, terminator: "")
                if let manifest = reading.manifest { print("\(file): valid, \(manifest.count) resources") }
            }
            if !reading.isValid { throw ExitCode.failure }
        }
    }
}

/// Reads and checks a connectors.yaml.
/// - Throws: `StartError` when there is no such file.
func readManifest(_ file: String) throws -> ManifestReading {
    let text: String
    do {
        text = try String(contentsOfFile: file, encoding: .utf8)
    } catch {
        throw StartError("\(file) cannot be read: \(error.localizedDescription); name another file with -f")
    }
    return Manifest.check(text, file: file, environment: ProcessInfo.processInfo.environment)
}
