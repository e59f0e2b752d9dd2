import ConnectorCore
import Synchronization
import Testing

@testable import KafkaConnector

/// What several members have seen.
final class Seen: Sendable {
    private let state = Mutex<(all: [Int: [String]], distinct: Set<String>)>(([:], []))

    func add(_ texts: [String], by member: Int) {
        state.withLock { state in
            state.all[member, default: []] += texts
            state.distinct.formUnion(texts)
        }
    }

    var count: Int { state.withLock { $0.all.values.reduce(0) { $0 + $1.count } } }
    var distinct: Int { state.withLock { $0.distinct.count } }
    func count(of member: Int) -> Int { state.withLock { $0.all[member]?.count ?? 0 } }
}

/// Something that has happened, or not yet.
final class Flag: Sendable {
    private let value = Atomic(false)
    var isSet: Bool { value.load(ordering: .acquiring) }
    func set() { value.store(true, ordering: .releasing) }
}

/// A batch, or nil when none comes within a moment; one that comes just then is not lost.
func poll(_ session: KafkaSession, limit: Int, within time: Duration = .milliseconds(200)) async throws -> Batch? {
    try await withThrowingTaskGroup(of: Batch?.self) { group in
        group.addTask {
            do { return try await session.next(upTo: limit) } catch is CancellationError { return nil }
        }
        group.addTask {
            try? await Task.sleep(for: time)
            return nil
        }
        let first = try await group.next() ?? nil
        group.cancelAll()
        let second = try await group.next() ?? nil
        return first ?? second
    }
}

/// Waits for a condition; fails the test when it does not come true in time.
func eventually(
    within limit: Duration = .seconds(10),
    _ what: String,
    _ condition: () async throws -> Bool,
    sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(5))
    }
    Issue.record("not in time: \(what)", sourceLocation: sourceLocation)
    throw NotInTime()
}
