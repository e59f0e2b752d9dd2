internal import CRdKafka
internal import Glibc

/// A list of partitions and offsets in librdkafka's form.
struct PartitionList: ~Copyable {
    /// What librdkafka's calls take.
    typealias Pointer = UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    private let raw: Pointer

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

    /// Lends the list to a call. A pointer taken out of a value that is not used after would outlive it.
    borrowing func lend<Result>(_ body: (Pointer) -> Result) -> Result { body(raw) }

    /// Reads a list that somebody else owns.
    static func offsets(_ list: Pointer?) -> [PartitionOffset] {
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
