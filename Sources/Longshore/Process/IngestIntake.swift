internal import ConnectorCore
internal import Domain
internal import Queue
internal import Storage
internal import Synchronization

/// The intake as consumers see it: append, and wait while it is full.
final class IngestIntake: ConnectorCore.Intake {
    /// How old the last look at the level may be; in between a consumer can add a few batches.
    private static let lookEvery: Duration = .milliseconds(100)

    private struct Look {
        var level: IntakeLevel?
        var at: ContinuousClock.Instant = .now
    }

    /// How soon it is asked again whether entries are stored: a worker takes a batch every few milliseconds; one that is behind is
    /// asked ever more seldom, down to once in the second time.
    private static let askAgain: (first: Duration, last: Duration) = (.milliseconds(20), .seconds(1))

    private let stream: IntakeStream
    private let store: EventStore
    private let look = Mutex(Look())

    init(_ stream: IntakeStream, store: EventStore) {
        self.stream = stream
        self.store = store
    }

    func append(_ entries: [IntakeEntry]) async throws {
        try await stream.append(entries.map { $0.encoded() })
    }

    func areStored(_ entries: [IntakeEntry], within limit: Duration) async throws -> Bool {
        let references = entries.map { entry in
            switch entry {
            case .event(let envelope): EventReference(project: envelope.project, id: envelope.id)
            case .deadLetter(let letter): EventReference(project: letter.project, id: letter.id)
            }
        }
        let deadline = ContinuousClock.now + limit
        var pause = Self.askAgain.first
        while true {
            if try await store.hasAll(references) { return true }
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, Self.askAgain.last)
        }
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
