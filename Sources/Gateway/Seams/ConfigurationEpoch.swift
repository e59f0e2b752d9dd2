internal import Synchronization

/// Tells the gateway's caches that the configuration has changed.
///
/// The process's listener advances it to each version it hears of; the gateway itself marks its own changes, so that a
/// client sees the effect of its change at once on the server that made it.
public final class ConfigurationEpoch: Sendable {
    private let version = Atomic<Int64>(0)
    private let ownChanges = Atomic<Int64>(0)

    /// Makes an epoch that has heard of nothing.
    public init() {}

    /// Notes the version that the database has now.
    public func advance(to version: Int64) {
        self.version.store(version, ordering: .releasing)
    }

    /// Notes a change made by this process, of which the listener will hear later.
    func markChange() {
        ownChanges.wrappingAdd(1, ordering: .acquiringAndReleasing)
    }

    /// What a cached value remembers to see whether it is still good.
    var current: Mark {
        Mark(version: version.load(ordering: .acquiring), ownChanges: ownChanges.load(ordering: .acquiring))
    }

    struct Mark: Equatable, Sendable {
        let version: Int64
        let ownChanges: Int64
    }
}
