internal import CRdKafka
internal import Glibc

/// A list of partitions and offsets in librdkafka's form.
struct PartitionList: ~Copyable {
    let raw: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    init(_ offsets: [PartitionOffset]) {
        raw = rd_kafka_topic_partition_list_new(Int32(offsets.count))
        for offset in offsets {
            let element = rd_kafka_topic_partition_list_add(raw, offset.partition.topic, offset.partition.partition)
            element?.pointee.offset = offset.offset
            if let metadata = offset.metadata {
                // Freed with the list.
                element?.pointee.metadata = UnsafeMutableRawPointer(strdup(metadata))
                element?.pointee.metadata_size = metadata.utf8.count
            }
        }
    }

    /// Topics and patterns to subscribe to.
    init(topics: [String]) {
        raw = rd_kafka_topic_partition_list_new(Int32(topics.count))
        for topic in topics { rd_kafka_topic_partition_list_add(raw, topic, RD_KAFKA_PARTITION_UA) }
    }

    deinit { rd_kafka_topic_partition_list_destroy(raw) }

    var offsets: [PartitionOffset] { Self.offsets(raw) }

    /// Reads a list that somebody else owns.
    static func offsets(_ list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?) -> [PartitionOffset] {
        guard let list = list?.pointee else { return [] }
        return UnsafeBufferPointer(start: list.elems, count: Int(list.cnt)).map { element in
            let topic = TopicPartition(topic: String(cString: element.topic), partition: element.partition)
            var offset = PartitionOffset(topic, element.offset)
            if let metadata = element.metadata {
                let bytes = UnsafeRawBufferPointer(start: metadata, count: element.metadata_size)
                offset.metadata = String(decoding: bytes, as: UTF8.self)
            }
            offset.code = KafkaCode(element.err)
            return offset
        }
    }
}
