public import Domain
internal import Synchronization

/// What a backfill has done so far; read by whoever writes it down.
public final class BackfillTally: Sendable {
    /// The numbers.
    public struct Counts: Hashable, Sendable {
        /// Messages read.
        public var messages = 0
        /// Events handed on, or, in a dry run, counted.
        public var events = 0
        /// Messages that are no events.
        public var deadLetters = 0
        /// Messages that make nothing, such as tombstones that the source leaves out.
        public var skipped = 0
        /// The time of the oldest message.
        public var oldest: Timestamp?
        /// The time of the newest message.
        public var newest: Timestamp?
        /// The partitions, once they are known: everything before their positions is counted, nothing after them.
        public var partitions: [HistoryPartition] = []
        /// What holds the backfill up at present.
        public var trouble: String?

        /// The numbers of a backfill that has not begun.
        public init() {}
    }

    private let state: Mutex<Counts>

    /// Begins where another process has come to.
    public init(_ counts: Counts = Counts()) {
        state = Mutex(counts)
    }

    /// The numbers as they are now.
    public var counts: Counts { state.withLock { $0 } }

    func opened(_ partitions: [HistoryPartition]) {
        state.withLock { counts in
            counts.partitions = partitions
            counts.trouble = nil
        }
    }

    func isHeldUp(by trouble: String?) {
        state.withLock { $0.trouble = trouble }
    }

    func add(_ batch: HistoryBatch, events: Int, deadLetters: Int, skipped: Int) {
        state.withLock { counts in
            counts.messages += batch.messages.count
            counts.events += events
            counts.deadLetters += deadLetters
            counts.skipped += skipped
            for time in batch.messages.lazy.compactMap(\.timestamp) {
                counts.oldest = min(counts.oldest ?? time, time)
                counts.newest = max(counts.newest ?? time, time)
            }
            counts.partitions = batch.partitions
            counts.trouble = nil
        }
    }
}
