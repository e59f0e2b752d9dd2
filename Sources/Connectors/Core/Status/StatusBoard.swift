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

    /// Makes an empty board.
    public init() {}

    /// Every consumer's status.
    public func statuses(now: Timestamp = .now()) -> [Key: SourceStatus] {
        entries.withLock { $0.mapValues { $0.status(at: now) } }
    }

    /// One consumer's status; nil when it never ran here.
    public func status(of key: Key, now: Timestamp = .now()) -> SourceStatus? {
        entries.withLock { $0[key]?.status(at: now) }
    }

    /// Takes a consumer off the board.
    public func remove(_ key: Key) {
        entries.withLock { $0[key] = nil }
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
