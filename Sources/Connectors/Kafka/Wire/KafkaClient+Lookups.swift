internal import CRdKafka

/// Questions to the broker. All of them block for as long as they are allowed to.
extension KafkaClient {
    /// What the group has committed; an offset below zero where it has not.
    func committed(_ partitions: [TopicPartition], milliseconds: Int32) throws(KafkaFailure) -> [PartitionOffset] {
        let list = PartitionList(partitions.map { PartitionOffset($0, 0) })
        try withRaw { (client) throws(KafkaFailure) in
            try KafkaFailure.check(list.lend { rd_kafka_committed(client, $0, milliseconds) })
        }
        return try checked(list.offsets)
    }

    /// The first offsets whose messages are of that time or later; below zero where there are none.
    func offsets(
        of partitions: [TopicPartition],
        since time: Int64,
        milliseconds: Int32
    ) throws(KafkaFailure) -> [PartitionOffset] {
        let list = PartitionList(partitions.map { PartitionOffset($0, time) })
        try withRaw { (client) throws(KafkaFailure) in
            try KafkaFailure.check(list.lend { rd_kafka_offsets_for_times(client, $0, milliseconds) })
        }
        return try checked(list.offsets)
    }

    /// One past the last message of a partition.
    func end(of partition: TopicPartition, milliseconds: Int32) throws(KafkaFailure) -> Int64 {
        var (low, high): (Int64, Int64) = (0, 0)
        try withRaw { (client) throws(KafkaFailure) in
            try KafkaFailure.check(
                rd_kafka_query_watermark_offsets(
                    client,
                    partition.topic,
                    partition.partition,
                    &low,
                    &high,
                    milliseconds
                )
            )
        }
        return high
    }

    /// All partitions of a topic; none when there is no such topic.
    func partitions(of topic: String, milliseconds: Int32) throws(KafkaFailure) -> [TopicPartition] {
        try withRaw { (client) throws(KafkaFailure) in
            guard let handle = rd_kafka_topic_new(client, topic, nil) else { throw KafkaFailure(.unknownTopic) }
            defer { rd_kafka_topic_destroy(handle) }
            var metadata: UnsafePointer<rd_kafka_metadata>?
            try KafkaFailure.check(rd_kafka_metadata(client, 0, handle, &metadata, milliseconds))
            defer { rd_kafka_metadata_destroy(metadata) }
            guard let metadata, metadata.pointee.topic_cnt > 0 else { return [] }
            let found = metadata.pointee.topics[0]
            let code = KafkaCode(found.err)
            if code.meansNoTopic { return [] }
            // An answer without partitions that is an error is no answer: the broker may be starting, or not let us see the topic.
            guard code == .none else { throw KafkaFailure(code, "\(topic): \(code)") }
            return (0..<found.partition_cnt).map { TopicPartition(topic: topic, partition: $0) }
        }
    }

    private func checked(_ offsets: [PartitionOffset]) throws(KafkaFailure) -> [PartitionOffset] {
        for offset in offsets where offset.code != .none && offset.code != .noOffset {
            throw KafkaFailure(offset.code, "\(offset.partition): \(offset.code)")
        }
        return offsets
    }
}
