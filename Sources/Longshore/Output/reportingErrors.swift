internal import ArgumentParser
internal import Foundation

/// Runs a command and turns what it throws into lines for the person who typed it: what is wrong, what to do, no trace.
func reportingErrors<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
        return try await body()
    } catch let exit as ExitCode {
        throw exit
    } catch let error as ValidationError {
        throw error
    } catch {
        for line in "\(error)".split(separator: "\n") { printError("error: \(line)") }
        throw ExitCode.failure
    }
}

/// Writes a line to standard error.
func printError(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
}
