internal import ConnectorCore

/// Works out which offsets of which partitions a range is. A value, so that its rules can be tested alone.
struct HistoryPlanner: Sendable {
    /// A partition as the broker has it.
    struct Known: Hashable, Sendable {
        let partition: TopicPartition
        /// The first offset that is still there.
        let low: Int64
        /// One past the last.
        let high: Int64
        /// The first offset of the range's first time; nil when there is none, or no time was given.
        var atFrom: Int64?
        /// The first offset of the range's last time.
        var atTo: Int64?
    }

    let range: HistoryRange
    let known: [Known]

    /// The partitions that the range touches, in order, those without messages in it too.
    func partitions() throws(ConnectorError) -> [HistoryPartition] {
        try check(range.from, .from)
        try check(range.to, .to)
        var partitions: [HistoryPartition] = []
        for entry in known.sorted(by: { $0.partition < $1.partition }) {
            guard let start = offset(range.from, in: entry, atTime: entry.atFrom) else { continue }
            let wanted = offset(range.to, in: entry, atTime: entry.atTo) ?? entry.high
            let begin = min(max(start, entry.low), entry.high)
            let end = max(begin, min(wanted, entry.high))
            partitions.append(
                HistoryPartition(name: entry.partition.historyName, start: begin, position: begin, end: end)
            )
        }
        return partitions
    }

    /// Nil when the bound does not name the partition.
    private func offset(_ bound: HistoryBound, in entry: Known, atTime: Int64?) -> Int64? {
        switch bound {
        case .earliest: entry.low
        case .latest: entry.high
        case .time: atTime ?? entry.high
        case .offset(let offset): offset
        case .offsets(let marks):
            marks.first { mark in
                mark.partition == entry.partition.partition
                    && (mark.topic ?? entry.partition.topic) == entry.partition.topic
            }?.offset
        }
    }

    /// A partition that does not exist, or of which topic is not said, must not be passed over in silence.
    private func check(_ bound: HistoryBound, _ field: HistoryRangeProblem.Field) throws(ConnectorError) {
        guard case .offsets(let marks) = bound else { return }
        let topics = Set(known.map(\.partition.topic))
        for mark in marks {
            if mark.topic == nil, topics.count > 1 {
                throw ConnectorError(
                    .configuration,
                    "`\(field.rawValue)` names partition \(mark.partition) without its topic, and the source reads several: write "
                        + "\(topics.min() ?? "topic")/\(mark.partition):\(mark.offset)"
                )
            }
            let wanted = known.contains {
                $0.partition.partition == mark.partition && (mark.topic ?? $0.partition.topic) == $0.partition.topic
            }
            guard wanted else {
                let name = mark.topic.map { "\($0)/\(mark.partition)" } ?? "\(mark.partition)"
                let names = known.map(\.partition).sorted().map(\.historyName).joined(separator: ", ")
                throw ConnectorError(
                    .configuration,
                    "`\(field.rawValue)` names partition \(name), which the source does not read; it reads \(names)"
                )
            }
        }
    }
}

extension TopicPartition {
    /// The middle of the positions of its messages.
    var historyName: String { "\(topic)/\(partition)" }

    init?(historyName name: String) {
        guard let slash = name.lastIndex(of: "/"), let number = Int32(name[name.index(after: slash)...]) else {
            return nil
        }
        self.init(topic: String(name[..<slash]), partition: number)
    }
}
