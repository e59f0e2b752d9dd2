/// Knows, for one partition, which offset may be committed while batches are settled in any order.
///
/// Batches hand out increasing offsets; offsets may be missing, since brokers compact logs and number things that consumers do
/// not see. What may be committed is one past the last message of the highest contiguous run of settled batches: nothing before
/// it is unsettled. A value without locks or clocks, so that its rules can be tested alone.
struct OffsetTracker: Sendable {
    /// The part of a batch that is in this partition.
    private struct Span {
        let batch: UInt64
        let first: Int64
        /// One past the last offset.
        let end: Int64
        var isSettled = false
    }

    /// The spans that are not behind the prefix, by offset.
    private var spans: [Span] = []

    /// The offset that comes next from the broker, at the least; logical before the first message of a partition that begins
    /// at one end.
    private(set) var position: Int64

    /// What may be committed: everything before it is settled. Nil as long as nothing has been settled.
    private(set) var settledEnd: Int64?

    /// What the broker has confirmed.
    private(set) var committed: Int64?

    /// Begins at a position.
    ///
    /// - Parameters:
    ///   - position: where the broker goes on.
    ///   - isPinned: whether the position itself shall be committed, so that a restart begins there and not later.
    init(at position: Int64, isPinned: Bool = false) {
        self.position = position
        if isPinned {
            settledEnd = position
        } else if position >= 0 {
            committed = position
        }
    }

    /// Whether batches are out that are not settled.
    var hasUnsettled: Bool { spans.contains { !$0.isSettled } }

    /// Whether a message is news: one that has been handed out already, and was not asked for again, is not.
    func expects(_ offset: Int64) -> Bool { offset >= position }

    /// The offset to commit; nil when the broker has it already.
    var due: Int64? { settledEnd == committed ? nil : settledEnd }

    /// Notes the part of a batch that is in this partition.
    mutating func handedOut(first: Int64, last: Int64, in batch: UInt64) {
        precondition(first <= last && expects(first), "offsets are handed out in order")
        spans.append(Span(batch: batch, first: first, end: last + 1))
        position = last + 1
    }

    /// Notes that a batch is settled; one that is not known, because the partition was rewound since, is ignored.
    mutating func settle(_ batch: UInt64) {
        guard let index = spans.firstIndex(where: { $0.batch == batch }) else { return }
        spans[index].isSettled = true
        while let first = spans.first, first.isSettled {
            settledEnd = first.end
            spans.removeFirst()
        }
    }

    /// Goes back to the first message of a batch, so that it and all later ones are delivered again.
    ///
    /// - Returns: the offset to seek to; nil when the batch is not known.
    mutating func rewind(_ batch: UInt64) -> Int64? {
        guard let index = spans.firstIndex(where: { $0.batch == batch && !$0.isSettled }) else { return nil }
        position = spans[index].first
        spans.removeSubrange(index...)
        return position
    }

    /// Notes that the broker has confirmed an offset.
    mutating func confirm(_ offset: Int64) {
        committed = offset
    }
}
