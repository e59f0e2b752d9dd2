import ConnectorCore
import Domain
import Synchronization

/// An intake in memory that can be full, away, or slow.
final class MemoryIntake: Intake {
    struct State {
        var entries: [IntakeEntry] = []
        var attempts = 0
        var isAway = false
        var isFull = false
        var hangs = false
        var isStoring = true
        /// Whether nobody can say what is stored.
        var isUnknown = false
    }

    struct Away: Error {}

    let state = Mutex(State())

    var entries: [IntakeEntry] { state.withLock { $0.entries } }
    var attempts: Int { state.withLock { $0.attempts } }
    var bodies: [String] {
        entries.map { entry in
            switch entry {
            case .event(let envelope): envelope.data.text
            case .deadLetter(let letter): "dead " + letter.body.text
            }
        }
    }

    func set(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }

    func append(_ entries: [IntakeEntry]) async throws {
        let hangs = state.withLock { state in
            state.attempts += 1
            return state.hangs
        }
        if hangs { try await Task.sleep(for: .seconds(600)) }
        try state.withLock { state in
            if state.isAway { throw Away() }
            state.entries += entries
        }
    }

    func areStored(_ entries: [IntakeEntry], within limit: Duration) async throws -> Bool {
        if state.withLock({ $0.isUnknown }) { throw Away() }
        let deadline = ContinuousClock.now + limit
        while !state.withLock({ $0.isStoring }) {
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(1))
        }
        return true
    }

    func waitForRoom() async throws {
        while state.withLock({ $0.isFull }) { try await Task.sleep(for: .milliseconds(1)) }
    }
}
