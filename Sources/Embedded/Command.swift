internal import Foundation
internal import Reactor

/// One short-lived program: its arguments, who runs it, what it printed.
struct Command: Sendable {
    /// What a program printed and how it ended.
    struct Result: Sendable {
        let status: Int32
        let output: String
    }

    let program: String
    let arguments: [String]
    /// The user to become, when the process runs as root: PostgreSQL refuses to run as root.
    var user: String?

    /// Runs the program to its end, away from the cooperative pool.
    func run() async throws -> Result {
        try await BlockingThreads.run { try runBlocking() }
    }

    /// Runs the program and throws what it printed when it fails.
    @discardableResult
    func check(_ purpose: String) async throws -> String {
        let result = try await run()
        guard result.status == 0 else {
            throw EmbeddedError("\(purpose) failed with status \(result.status): \(result.output)")
        }
        return result.output
    }

    private func runBlocking() throws -> Result {
        let process = Process()
        if let user, getuid() == 0 {
            process.executableURL = URL(fileURLWithPath: "/usr/sbin/runuser")
            process.arguments = ["-u", user, "--", program] + arguments
        } else {
            process.executableURL = URL(fileURLWithPath: program)
            process.arguments = arguments
        }
        // Into a file, not a pipe: a server that a program leaves behind keeps a pipe open for ever.
        let log = FileManager.default.temporaryDirectory.appendingPathComponent("longshore-\(UUID().uuidString)")
        guard FileManager.default.createFile(atPath: log.path, contents: nil) else {
            throw EmbeddedError("cannot write to \(log.path)")
        }
        defer { try? FileManager.default.removeItem(at: log) }
        let handle = try FileHandle(forWritingTo: log)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = handle
        process.standardError = handle
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        try process.run()
        process.waitUntilExit()
        let output = try String(decoding: Data(contentsOf: log), as: UTF8.self)
        return Result(
            status: process.terminationStatus,
            output: output.trimmingCharacters(in: .whitespacesAndNewlines)
        )
    }
}
