internal import ConnectorCore
internal import Domain
internal import Synchronization

/// Where the cases' consumers put what they have taken: a list in memory, as slow as a case wants it.
final class ContractIntake: Intake {
    private let state = Mutex<[IntakeEntry]>([])
    private let pause: Duration

    init(pause: Duration = .zero) { self.pause = pause }

    func append(_ entries: [IntakeEntry]) async throws {
        if pause > .zero { try await Task.sleep(for: pause) }
        state.withLock { $0 += entries }
    }

    func areStored(_ entries: [IntakeEntry], within limit: Duration) async throws -> Bool { true }

    func waitForRoom() async throws {}

    var count: Int { state.withLock { $0.count } }

    var events: [Envelope] {
        state.withLock { $0 }.compactMap { if case .event(let event) = $0 { event } else { nil } }
    }

    var deadLetters: [DeadLetter] {
        state.withLock { $0 }.compactMap { if case .deadLetter(let letter) = $0 { letter } else { nil } }
    }

    var bodies: Set<String> { Set(events.map { String(decoding: $0.data, as: UTF8.self) }) }
}
