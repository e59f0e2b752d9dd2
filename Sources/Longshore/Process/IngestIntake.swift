internal import ConnectorCore
internal import Domain
internal import Queue
internal import Synchronization

/// The intake as consumers see it: append, and wait while it is full.
final class IngestIntake: ConnectorCore.Intake {
    /// How old the last look at the level may be; in between a consumer can add a few batches.
    private static let lookEvery: Duration = .milliseconds(100)

    private struct Look {
        var level: IntakeLevel?
        var at: ContinuousClock.Instant = .now
    }

    private let stream: IntakeStream
    private let look = Mutex(Look())

    init(_ stream: IntakeStream) {
        self.stream = stream
    }

    func append(_ entries: [IntakeEntry]) async throws {
        try await stream.append(entries.map { $0.encoded() })
    }

    func waitForRoom() async throws {
        while try await isFull() { try await Task.sleep(for: Self.lookEvery) }
    }

    private func isFull() async throws -> Bool {
        let now = ContinuousClock.now
        let known = look.withLock { look in
            look.level.flatMap { now - look.at < Self.lookEvery ? $0 : nil }
        }
        if let known { return known.isFull }
        let level = try await stream.level()
        look.withLock { $0 = Look(level: level, at: now) }
        return level.isFull
    }
}
