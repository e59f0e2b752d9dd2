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

    private struct State {
        var counts: Counts
        /// Since when the broker has been asked for messages; nil while it is not.
        var asked: ContinuousClock.Instant?
    }

    /// Where the backfill's session says how it fares: a board of its own, for the source's consumers have nothing to do with it.
    let board = StatusBoard()

    private let state: Mutex<State>
    private let patience: Duration

    /// Begins where another process has come to.
    ///
    /// - Parameter patience: how long the broker may be silent before that counts as trouble. There is always more to come
    ///   until the end is reached.
    public init(_ counts: Counts = Counts(), patience: Duration = .seconds(10)) {
        state = Mutex(State(counts: counts))
        self.patience = patience
    }

    /// The numbers as they are now.
    public var counts: Counts {
        state.withLock { state in
            var counts = state.counts
            if counts.trouble == nil, let asked = state.asked, ContinuousClock.now - asked > patience {
                let reported = board.statuses().values.lazy.compactMap(\.error).first
                counts.trouble = reported ?? "nothing comes from the broker: it is away, or does not answer"
            }
            return counts
        }
    }

    func opened(_ partitions: [HistoryPartition]) {
        state.withLock { state in
            state.counts.partitions = partitions
            state.counts.trouble = nil
            state.asked = nil
        }
    }

    func isHeldUp(by trouble: String) {
        state.withLock { state in
            state.counts.trouble = trouble
            state.asked = nil
        }
    }

    /// The broker is asked for messages.
    func asked() {
        state.withLock { $0.asked = .now }
    }

    /// The broker has answered.
    func answered() {
        state.withLock { $0.asked = nil }
    }

    func add(_ batch: HistoryBatch, events: Int, deadLetters: Int, skipped: Int) {
        state.withLock { state in
            state.counts.messages += batch.messages.count
            state.counts.events += events
            state.counts.deadLetters += deadLetters
            state.counts.skipped += skipped
            for time in batch.messages.lazy.compactMap(\.timestamp) {
                state.counts.oldest = min(state.counts.oldest ?? time, time)
                state.counts.newest = max(state.counts.newest ?? time, time)
            }
            state.counts.partitions = batch.partitions
            state.counts.trouble = nil
        }
    }
}
