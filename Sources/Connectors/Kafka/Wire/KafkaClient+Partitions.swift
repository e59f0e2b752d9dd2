internal import CRdKafka

extension KafkaClient {
    /// How many partitions each topic has that the names and patterns mean; a topic that does not exist is left out. Blocks.
    func partitionCounts(of topics: [String], milliseconds: Int32) throws(KafkaFailure) -> [Int] {
        let names = topics.filter { !$0.hasPrefix("^") }
        let patterns = topics.filter { $0.hasPrefix("^") }
        var counts: [String: Int] = [:]
        for name in names { counts[name] = try partitionCount(of: name, milliseconds: milliseconds) }
        guard !patterns.isEmpty else { return Array(counts.values) }
        let all = try allPartitionCounts(milliseconds: milliseconds)
        for text in patterns {
            var pattern = try TopicPattern(text)
            for (topic, count, code) in all where !code.meansNoTopic && pattern.matches(topic) {
                guard code == .none else { throw KafkaFailure(code, "\(topic): \(code)") }
                counts[topic] = count
            }
        }
        return Array(counts.values)
    }

    private func partitionCount(of topic: String, milliseconds: Int32) throws(KafkaFailure) -> Int {
        do {
            return try partitions(of: topic, milliseconds: milliseconds).count
        } catch  where error.code.meansNoTopic {
            return 0
        }
    }

    private func allPartitionCounts(
        milliseconds: Int32
    ) throws(KafkaFailure) -> [(topic: String, count: Int, code: KafkaCode)] {
        try withRaw { (client) throws(KafkaFailure) in
            var metadata: UnsafePointer<rd_kafka_metadata>?
            try KafkaFailure.check(rd_kafka_metadata(client, 1, nil, &metadata, milliseconds))
            defer { rd_kafka_metadata_destroy(metadata) }
            guard let metadata else { return [] }
            return (0..<Int(metadata.pointee.topic_cnt)).compactMap { index in
                let topic = metadata.pointee.topics[index]
                return topic.topic.map { (String(cString: $0), Int(topic.partition_cnt), KafkaCode(topic.err)) }
            }
        }
    }
}
