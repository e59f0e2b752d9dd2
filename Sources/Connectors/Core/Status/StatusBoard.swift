public import Domain
internal import Synchronization

/// Where the consumers of this process say how they fare; read by `/readyz`, the API and the metrics.
public final class StatusBoard: Sendable {
    /// Which consumer.
    public struct Key: Hashable, Sendable {
        /// The source.
        public let source: ULID
        /// The number of its worker.
        public let slot: Int

        /// Names a consumer.
        public init(source: ULID, slot: Int) {
            self.source = source
            self.slot = slot
        }
    }

    private let entries = Mutex<[Key: Entry]>([:])
    /// Why fewer consumers than a source has workers run.
    private let limits = Mutex<[ULID: String]>([:])

    /// Makes an empty board.
    public init() {}

    /// Every consumer's status.
    public func statuses(now: Timestamp = .now()) -> [Key: SourceStatus] {
        let limits = limits.withLock { $0 }
        return entries.withLock { entries in
            var statuses = entries.mapValues { $0.status(at: now) }
            for key in statuses.keys { statuses[key]?.limit = limits[key.source] }
            return statuses
        }
    }

    /// One consumer's status; nil when it never ran here.
    public func status(of key: Key, now: Timestamp = .now()) -> SourceStatus? {
        let limit = limits.withLock { $0[key.source] }
        var status = entries.withLock { $0[key]?.status(at: now) }
        status?.limit = limit
        return status
    }

    /// Takes a consumer off the board.
    public func remove(_ key: Key) {
        entries.withLock { $0[key] = nil }
    }

    /// Says why fewer consumers of a source run than it has workers; nil takes it back.
    func limit(_ source: ULID, because reason: String?) {
        limits.withLock { $0[source] = reason }
    }

    func update(_ key: Key, _ change: (inout SourceStatus) -> Void) {
        entries.withLock { change(&$0[key, default: Entry()].current) }
    }

    func count(_ messages: Int, for key: Key, at now: Timestamp) {
        entries.withLock { $0[key, default: Entry()].count(messages, at: now) }
    }
}

extension StatusBoard {
    /// A status and what its rate is made of.
    private struct Entry {
        var current = SourceStatus()
        private var meter = RateMeter()

        mutating func count(_ messages: Int, at now: Timestamp) {
            current.messages += messages
            current.lastMessage = now
            meter.add(messages, at: now)
        }

        func status(at now: Timestamp) -> SourceStatus {
            var status = current
            status.rate = meter.rate(at: now)
            return status
        }
    }
}
