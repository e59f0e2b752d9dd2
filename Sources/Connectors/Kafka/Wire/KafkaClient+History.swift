internal import CRdKafka

/// What reading again needs beside what a member of a group needs. The questions block.
extension KafkaClient {
    /// The first offset that the broker has of a partition, and one past the last.
    func watermarks(of partition: TopicPartition, milliseconds: Int32) throws(KafkaFailure) -> (low: Int64, high: Int64)
    {
        var (low, high): (Int64, Int64) = (0, 0)
        let (topic, number) = (partition.topic, partition.partition)
        try withRaw { (client) throws(KafkaFailure) in
            try KafkaFailure.check(
                rd_kafka_query_watermark_offsets(client, topic, number, &low, &high, milliseconds)
            )
        }
        return (low, high)
    }

    /// Every topic that the broker shows us.
    func topics(milliseconds: Int32) throws(KafkaFailure) -> [String] {
        try withRaw { (client) throws(KafkaFailure) in
            var metadata: UnsafePointer<rd_kafka_metadata>?
            try KafkaFailure.check(rd_kafka_metadata(client, 1, nil, &metadata, milliseconds))
            guard let metadata else { return [] }
            defer { rd_kafka_metadata_destroy(metadata) }
            return (0..<Int(metadata.pointee.topic_cnt)).compactMap { index in
                metadata.pointee.topics[index].topic.map { String(cString: $0) }
            }
        }
    }
}
