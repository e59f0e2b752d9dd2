internal import Domain

/// Finds where to begin in partitions that were given to us. Blocks.
///
/// A partition with a committed offset goes on there. One without begins as the source's `start` says, and what that comes to is
/// committed at once: a restart before the first message must not begin anew, with what was produced in between left out.
///
/// With `latest` that is not enough: a partition that is added later has no committed offset either, and beginning at its end
/// would leave out what was produced before we noticed it. So the time at which the group first read is kept beside its
/// offsets, and later partitions begin with the messages of that time.
struct StartLookup: Sendable {
    /// Where to begin in a partition.
    struct Start: Hashable, Sendable {
        let partition: TopicPartition
        let offset: Int64
        /// The offset shall be committed although nothing has been read.
        var isPinned = false
        /// What to keep beside committed offsets.
        var metadata: String?
    }

    let client: KafkaClient
    let start: KafkaSettings.Start
    let milliseconds: Int32

    private static let mark = "longshore start="

    func starts(of partitions: [TopicPartition]) throws(KafkaFailure) -> [Start] {
        var starts: [Start] = []
        var fresh: [TopicPartition] = []
        for committed in try client.committed(partitions, milliseconds: milliseconds) {
            if committed.offset >= 0 {
                starts.append(
                    Start(partition: committed.partition, offset: committed.offset, metadata: committed.metadata)
                )
            } else {
                fresh.append(committed.partition)
            }
        }
        guard !fresh.isEmpty else { return starts }
        switch start {
        case .earliest:
            return starts + fresh.map { Start(partition: $0, offset: PartitionOffset.beginning) }
        case .timestamp(let time):
            return try starts + since(time.milliseconds, fresh, metadata: nil)
        case .latest:
            if let time = try groupStart(fresh) {
                return try starts + since(time, fresh, metadata: Self.metadata(time))
            }
            return try starts + ends(fresh, metadata: Self.metadata(Timestamp.now().milliseconds))
        }
    }

    private func since(
        _ time: Int64,
        _ partitions: [TopicPartition],
        metadata: String?
    ) throws(KafkaFailure) -> [Start] {
        var starts: [Start] = []
        for found in try client.offsets(of: partitions, since: time, milliseconds: milliseconds) {
            let offset =
                found.offset >= 0 ? found.offset : try client.end(of: found.partition, milliseconds: milliseconds)
            starts.append(Start(partition: found.partition, offset: offset, isPinned: true, metadata: metadata))
        }
        return starts
    }

    private func ends(_ partitions: [TopicPartition], metadata: String) throws(KafkaFailure) -> [Start] {
        var starts: [Start] = []
        for partition in partitions {
            let end = try client.end(of: partition, milliseconds: milliseconds)
            starts.append(Start(partition: partition, offset: end, isPinned: true, metadata: metadata))
        }
        return starts
    }

    /// When the group first read from the topics of these partitions; nil when it has not.
    private func groupStart(_ partitions: [TopicPartition]) throws(KafkaFailure) -> Int64? {
        var earliest: Int64?
        for topic in Set(partitions.map(\.topic)) {
            let all = try client.partitions(of: topic, milliseconds: milliseconds)
            for committed in try client.committed(all, milliseconds: milliseconds) where committed.offset >= 0 {
                guard let time = Self.time(committed.metadata) else { continue }
                earliest = min(earliest ?? time, time)
            }
        }
        return earliest
    }

    static func metadata(_ time: Int64) -> String { "\(mark)\(time)" }

    static func time(_ metadata: String?) -> Int64? {
        guard let metadata, metadata.hasPrefix(mark) else { return nil }
        return Int64(metadata.dropFirst(mark.count))
    }
}
