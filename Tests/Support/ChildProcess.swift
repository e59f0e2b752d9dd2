internal import Foundation
internal import Synchronization

/// A program that a test has started: its output in a file, its end by signal or by itself. Killed when forgotten.
public final class ChildProcess: Sendable {
    /// What the test calls it.
    public let name: String
    /// What it was started with.
    public let arguments: [String]
    /// The file with its output.
    public let logPath: String

    private let process: Mutex<Process>
    let pid: Int32

    /// Starts a program.
    /// - Parameter environment: replaces the test's own environment, apart from PATH and HOME.
    public init(
        _ name: String,
        _ program: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        folder: String,
        input: String? = nil
    ) throws {
        self.name = name
        self.arguments = arguments
        logPath = "\(folder)/\(name)-\(UUID().uuidString.prefix(8)).log"
        guard FileManager.default.createFile(atPath: logPath, contents: nil),
            let log = FileHandle(forWritingAtPath: logPath)
        else { throw TestFailure("cannot write \(logPath)") }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        let own = ProcessInfo.processInfo.environment
        process.environment = ["PATH": own["PATH"] ?? "/usr/bin:/bin", "HOME": own["HOME"] ?? "/"]
            .merging(environment) { $1 }
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardInput = FileHandle.nullDevice
        if let input {
            let path = "\(folder)/\(name)-\(UUID().uuidString.prefix(8)).in"
            try input.write(toFile: path, atomically: false, encoding: .utf8)
            process.standardInput = FileHandle(forReadingAtPath: path)
        }
        process.standardOutput = log
        process.standardError = log
        try process.run()
        pid = process.processIdentifier
        self.process = Mutex(process)
    }

    deinit {
        let process = process.withLock { $0 }
        if process.isRunning { kill(pid, SIGKILL) }
    }

    /// Whether it has not ended.
    public var isRunning: Bool { process.withLock { $0.isRunning } }

    /// Everything it has written so far.
    public var output: String { (try? String(contentsOfFile: logPath, encoding: .utf8)) ?? "" }

    /// `kill -9`.
    public func kill9() { kill(pid, SIGKILL) }

    /// Asks it to end.
    public func terminate() { kill(pid, SIGTERM) }

    /// Stops it where it stands, as if the machine were busy elsewhere.
    public func freeze() { kill(pid, SIGSTOP) }

    /// Lets it go on.
    public func thaw() { kill(pid, SIGCONT) }

    /// Waits for its end.
    /// - Returns: its exit status.
    @discardableResult
    public func ended(within limit: Duration = .seconds(30)) async throws -> Int32 {
        try await eventually("\(name) ends", within: limit, every: .milliseconds(10)) { !isRunning }
        return process.withLock { $0.terminationStatus }
    }

    /// Resident memory in bytes.
    public var residentBytes: Int {
        let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1_024
    }
}

/// Runs a program to its end.
/// - Throws: `TestFailure` with its output when its status is not the expected one.
@discardableResult
public func run(
    _ program: String,
    _ arguments: [String],
    environment: [String: String] = [:],
    folder: String,
    input: String? = nil,
    expecting status: Int32? = 0,
    within limit: Duration = .seconds(60)
) async throws -> String {
    let name = program.split(separator: "/").last.map(String.init) ?? program
    let child = try ChildProcess(name, program, arguments, environment: environment, folder: folder, input: input)
    let ended = try await child.ended(within: limit)
    if let status, ended != status {
        throw TestFailure("\(name) \(arguments.joined(separator: " ")) ended with \(ended):\n\(child.output)")
    }
    return child.output
}
