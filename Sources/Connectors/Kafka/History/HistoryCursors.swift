internal import ConnectorCore

/// How far the partitions have been read. A value, so that its rules can be tested alone.
///
/// Offsets are no count: compaction, transactions and retention leave gaps, also right before the end. A partition is at its end when
/// a message at or beyond it was seen, or when the broker has nothing more: the end was there when reading began.
struct HistoryCursors: Sendable {
    private(set) var partitions: [HistoryPartition]
    private var indices: [TopicPartition: Int] = [:]
    /// Offsets from which on nothing is wanted, of what is not at its end yet.
    private(set) var ends: [TopicPartition: Int64] = [:]

    init(_ partitions: [HistoryPartition]) {
        self.partitions = partitions
        for (index, partition) in partitions.enumerated() {
            guard let key = TopicPartition(historyName: partition.name) else { continue }
            indices[key] = index
            if partition.position < partition.end { ends[key] = partition.end }
        }
    }

    var isAtEnd: Bool { ends.isEmpty }

    /// Where to begin in what is not at its end.
    var positions: [PartitionOffset] {
        ends.keys.sorted().compactMap { key in indices[key].map { PartitionOffset(key, partitions[$0].position) } }
    }

    /// Notes messages up to an offset.
    ///
    /// - Returns: whether the partition is at its end by that.
    mutating func read(_ partition: TopicPartition, through offset: Int64) -> Bool {
        guard let index = indices[partition], ends[partition] != nil else { return false }
        partitions[index].position = max(partitions[index].position, offset + 1)
        guard partitions[index].position >= partitions[index].end else { return false }
        return finish(partition)
    }

    /// Notes that nothing more comes before a partition's end.
    ///
    /// - Returns: whether that is news.
    mutating func finish(_ partition: TopicPartition) -> Bool {
        guard let index = indices[partition], ends.removeValue(forKey: partition) != nil else { return false }
        partitions[index].position = partitions[index].end
        return true
    }
}
