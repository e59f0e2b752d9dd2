import Synchronization
import TestSupport

/// Processes of ours that are killed and replaced while a test runs.
final class Fleet: Sendable {
    private let stack: Stack
    private let members: Mutex<[ChildProcess]>

    init(_ stack: Stack, _ roles: [String]) throws {
        self.stack = stack
        members = Mutex(try roles.map { try stack.start([$0]) })
    }

    var processes: [ChildProcess] { members.withLock { $0 } }

    /// Kills one at random, and starts its replacement.
    func killOne() throws {
        try members.withLock { members in
            guard let index = members.indices.randomElement() else { return }
            members[index].kill9()
            members[index] = try stack.start([members[index].name])
        }
    }

    /// Asks all to end, and checks that they do so in time and well.
    func stop() async throws {
        for process in processes { process.terminate() }
        for process in processes {
            let status = try await process.ended(within: .seconds(10))
            guard status == 0 else {
                throw TestFailure("\(process.name) ended with \(status):\n\(process.output.suffix(2_000))")
            }
        }
    }

    /// How often a log line was written, over those that live now.
    func mentions(_ text: String) -> Int {
        processes.count { $0.output.contains(text) }
    }
}
