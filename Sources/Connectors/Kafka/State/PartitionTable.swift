/// The partitions that this consumer has, and what is out in batches. A value, so that its rules can be tested alone.
struct PartitionTable: Sendable {
    /// What is known of a partition.
    struct Entry: Sendable {
        var tracker: OffsetTracker
        /// What is kept beside the committed offset.
        var metadata: String?
        /// The partition is about to be given up: nothing more is handed out.
        var isRevoking = false
        /// The partition goes back to its tracker's position: until then, what arrives is from before.
        var isRewinding = false
    }

    /// The messages of a batch that are in one partition.
    struct Span: Hashable, Sendable {
        let partition: TopicPartition
        let first: Int64
        var last: Int64
    }

    private(set) var entries: [TopicPartition: Entry] = [:]
    private var batches: [UInt64: [TopicPartition]] = [:]
    /// Begins anywhere, so that batches of another session are not taken for ours.
    private var lastToken = UInt64.random(in: 0..<(1 << 62))

    /// The partitions, in order.
    var partitions: [TopicPartition] { entries.keys.sorted() }

    // MARK: - Rebalances

    mutating func assign(
        _ partition: TopicPartition,
        at position: Int64,
        isPinned: Bool = false,
        metadata: String? = nil
    ) {
        entries[partition] = Entry(tracker: OffsetTracker(at: position, isPinned: isPinned), metadata: metadata)
    }

    /// Stops handing out messages of the partitions; what is out may still be settled.
    mutating func beginRevoking(_ partitions: [TopicPartition]) {
        for partition in partitions { entries[partition]?.isRevoking = true }
    }

    /// Forgets the partitions: what is out from them can no longer be settled.
    mutating func remove(_ partitions: [TopicPartition]) {
        for partition in partitions { entries[partition] = nil }
    }

    /// Whether batches are out that have messages of any of the partitions.
    func hasUnsettled(_ partitions: [TopicPartition]) -> Bool {
        partitions.contains { entries[$0]?.tracker.hasUnsettled == true }
    }

    // MARK: - Batches

    /// Whether a message shall be handed out. One of a partition that is leaving, or is being rewound, comes again.
    func accepts(_ partition: TopicPartition, _ offset: Int64) -> Bool {
        guard let entry = entries[partition], !entry.isRevoking, !entry.isRewinding else { return false }
        return entry.tracker.expects(offset)
    }

    /// Notes a batch.
    ///
    /// - Returns: its token.
    mutating func handedOut(_ spans: [Span]) -> UInt64 {
        lastToken += 1
        batches[lastToken] = spans.map(\.partition)
        for span in spans {
            entries[span.partition]?.tracker.handedOut(first: span.first, last: span.last, in: lastToken)
        }
        return lastToken
    }

    /// Notes that a batch is settled.
    mutating func settle(_ token: UInt64) {
        for partition in batches.removeValue(forKey: token) ?? [] {
            entries[partition]?.tracker.settle(token)
        }
    }

    /// Goes back, in each partition that a batch has messages of, to the first of them.
    ///
    /// - Returns: the partitions that have to be rewound, to their trackers' positions.
    mutating func rewind(_ token: UInt64) -> [TopicPartition] {
        (batches.removeValue(forKey: token) ?? []).filter { partition in
            guard entries[partition]?.tracker.rewind(token) != nil else { return false }
            entries[partition]?.isRewinding = true
            return true
        }
    }

    /// Notes that the partitions are where their trackers are.
    mutating func finishRewinding(_ partitions: [TopicPartition]) {
        for partition in partitions { entries[partition]?.isRewinding = false }
    }

    /// Where the broker shall go on in those of the partitions that are ours.
    func positions(of partitions: [TopicPartition]) -> [PartitionOffset] {
        partitions.compactMap { partition in
            entries[partition].map { PartitionOffset(partition, $0.tracker.position) }
        }
    }

    // MARK: - Commits

    /// The offsets to commit, of all partitions or some.
    func due(in partitions: [TopicPartition]? = nil) -> [PartitionOffset] {
        (partitions ?? Array(entries.keys)).compactMap { partition in
            guard let entry = entries[partition], let offset = entry.tracker.due else { return nil }
            return PartitionOffset(partition, offset, metadata: entry.metadata)
        }
    }

    /// Notes what the broker has confirmed.
    mutating func confirm(_ offsets: [PartitionOffset]) {
        for offset in offsets where offset.code == .none {
            entries[offset.partition]?.tracker.confirm(offset.offset)
        }
    }
}
