internal import Synchronization

/// Values that are read often and change seldom, kept for a short time and only as long as the configuration stands.
///
/// When the source of the values fails, an old value serves on for a while: producers need not stop because the
/// database restarts.
final class FreshCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Entry {
        let value: Value
        let loadedAt: ContinuousClock.Instant
        let mark: ConfigurationEpoch.Mark
    }

    private let epoch: ConfigurationEpoch
    private let lifetime: Duration
    private let tolerance: Duration
    private let capacity: Int
    private let entries = Mutex<[Key: Entry]>([:])

    /// - Parameters:
    ///   - lifetime: how long a value is good.
    ///   - tolerance: how long it serves while loading fails.
    ///   - capacity: how many values are kept; when there are more, all are forgotten.
    init(epoch: ConfigurationEpoch, lifetime: Duration, tolerance: Duration, capacity: Int = 10_000) {
        self.epoch = epoch
        self.lifetime = lifetime
        self.tolerance = tolerance
        self.capacity = capacity
    }

    /// The kept value, or the one that `load` finds; nothing is kept when it finds none.
    ///
    /// - Parameter mayServeOld: whether this failure of `load` says nothing about the value.
    func value(
        _ key: Key,
        mayServeOld: (any Error) -> Bool,
        load: () async throws -> Value?
    ) async throws -> Value? {
        let now = ContinuousClock.now
        // Taken before loading: a change that happens meanwhile makes the value stale at once.
        let mark = epoch.current
        let kept = entries.withLock { $0[key] }
        if let kept, kept.mark == mark, kept.loadedAt.duration(to: now) < lifetime {
            return kept.value
        }
        do {
            let loaded = try await load()
            entries.withLock { entries in
                if entries.count >= capacity, entries[key] == nil { entries.removeAll(keepingCapacity: true) }
                entries[key] = loaded.map { Entry(value: $0, loadedAt: now, mark: mark) }
            }
            return loaded
        } catch  where mayServeOld(error) {
            guard let kept, kept.loadedAt.duration(to: now) < tolerance else { throw error }
            return kept.value
        }
    }
}
