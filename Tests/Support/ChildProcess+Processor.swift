internal import Foundation

extension ChildProcess {
    /// The processor time that it has used, all its threads together.
    public func processorTime() throws -> Duration {
        let text = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
        // The name stands in parentheses and may hold anything; after it come state and numbers.
        let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
        guard fields.count > 13, let user = Int(fields[12]), let system = Int(fields[13]) else {
            throw TestFailure("not what /proc says of a process: \(text)")
        }
        return .seconds(user + system) / sysconf(Int32(_SC_CLK_TCK))
    }

    /// The share of one core that it uses, measured until it is below the limit over a span of two seconds or more.
    public func idles(below limit: Double, within deadline: Duration) async throws {
        var last = (time: ContinuousClock.now, used: try processorTime())
        try await eventually("\(name) uses less than \(limit) of a core", within: deadline, every: .seconds(2)) {
            let now = (time: ContinuousClock.now, used: try processorTime())
            defer { last = now }
            return now.time - last.time > .seconds(1) && (now.used - last.used) / (now.time - last.time) < limit
        }
    }
}
