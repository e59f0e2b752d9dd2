internal import ConnectorCore
internal import Domain

/// Asks the broker what a range comes to. Blocks.
struct HistoryLookup: Sendable {
    let client: KafkaClient
    let settings: KafkaSettings
    let milliseconds: Int32

    /// The partitions of the source's topics, with what the range needs to know of them.
    func known(for range: HistoryRange) throws -> [HistoryPlanner.Known] {
        var known: [HistoryPlanner.Known] = []
        for topic in try topics() {
            let partitions = try client.partitions(of: topic, milliseconds: milliseconds)
            guard !partitions.isEmpty else {
                throw ConnectorError(.missing, "topic `\(topic)` does not exist: create it, or correct `topics`")
            }
            let atFrom = try offsets(of: partitions, at: range.from)
            let atTo = try offsets(of: partitions, at: range.to)
            for partition in partitions {
                let (low, high) = try client.watermarks(of: partition, milliseconds: milliseconds)
                known.append(
                    .init(
                        partition: partition,
                        low: low,
                        high: high,
                        atFrom: atFrom[partition],
                        atTo: atTo[partition]
                    )
                )
            }
        }
        return known
    }

    private func topics() throws -> [String] {
        var topics = Set(settings.topics.filter { !$0.hasPrefix("^") })
        let patterns = settings.topics.filter { $0.hasPrefix("^") }
        guard !patterns.isEmpty else { return topics.sorted() }
        let all = try client.topics(milliseconds: milliseconds)
        for text in patterns {
            var pattern = try TopicPattern(text)
            for topic in all where pattern.matches(topic) { topics.insert(topic) }
        }
        guard !topics.isEmpty else {
            let words = patterns.joined(separator: "`, `")
            throw ConnectorError(.missing, "no topic fits `\(words)`: create one, or correct `topics`")
        }
        return topics.sorted()
    }

    private func offsets(
        of partitions: [TopicPartition],
        at bound: HistoryBound
    ) throws(KafkaFailure) -> [TopicPartition: Int64] {
        guard case .time(let time) = bound else { return [:] }
        var offsets: [TopicPartition: Int64] = [:]
        for found in try client.offsets(of: partitions, since: time.milliseconds, milliseconds: milliseconds)
        where found.offset >= 0 {
            offsets[found.partition] = found.offset
        }
        return offsets
    }
}
