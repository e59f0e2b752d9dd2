import Embedded
import TestSupport

extension Stack {
    /// The first column of the first row of a query, asked with psql.
    func database(_ sql: String) async throws -> String {
        let output = try await run("/usr/bin/psql", [postgres.url, "-tAqc", sql], folder: folder)
        return String(output.split(separator: "\n").first ?? "")
    }

    func count(_ table: String, where condition: String = "true") async throws -> Int {
        let text = try await database("SELECT count(*) FROM \(table) WHERE \(condition)")
        guard let count = Int(text) else { throw TestFailure("not a count of \(table): \(text)") }
        return count
    }

    /// Publishes through confluent-kafka.
    func publish(_ messages: [Published], topic: String = "orders", rate: Double? = nil) async throws {
        var arguments = [Programs.root + "/Tests/Judges/produce.py", brokerAddress, topic]
        if let rate { arguments.append("\(rate)") }
        try await run(
            Programs.python,
            arguments,
            folder: folder,
            input: messages.map(\.line).joined(separator: "\n") + "\n",
            within: .seconds(300)
        )
    }
}
