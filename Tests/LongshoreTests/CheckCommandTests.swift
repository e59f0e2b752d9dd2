import ArgumentParser
import Foundation
import Testing

@testable import Longshore

@Suite("longshore check")
struct CheckCommandTests {
    private static let docs = URL(filePath: #filePath).appending(path: "../../../docs").standardizedFileURL

    @Test(
        "prints the documents that are checked in, without a file",
        arguments: [("--schema", "connectors.schema.json"), ("--reference", "connectors-yaml.md")]
    )
    func documents(flag: String, name: String) async throws {
        let command = try Check.parse([flag, "--file", "/nowhere"])
        #expect(command.document == (try String(contentsOf: Self.docs.appending(path: name), encoding: .utf8)))
        try await command.run()
    }

    @Test("the schema knows every kind of broker, and its secrets")
    func schema() throws {
        let text = try #require(Check.parse(["--schema"]).document)
        let schema = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(schema["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
        let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
        let properties = try #require(definitions["source"]?["properties"] as? [String: [String: Any]])
        for kind in ["kafka", "amqp", "sqs", "pubsub", "redis_streams"] {
            let reference = try #require(properties[kind]?["$ref"] as? String)
            let name = reference.replacing("#/$defs/", with: "")
            #expect(definitions[name] != nil && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" })
        }
        let sqs = try #require(definitions["sqs"]?["properties"] as? [String: [String: Any]])
        #expect(sqs["secret_access_key"]?["writeOnly"] as? Bool == true)
    }

    @Test("checks a file when no document is asked for, and prints one document at a time")
    func arguments() throws {
        #expect(try Check.parse([]).document == nil)
        #expect(throws: (any Error).self) { try Check.parse(["--schema", "--reference"]) }
    }
}
