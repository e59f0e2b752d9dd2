/// A partition of a topic.
struct TopicPartition: Hashable, Comparable, Sendable, CustomStringConvertible {
    let topic: String
    let partition: Int32

    static func < (left: TopicPartition, right: TopicPartition) -> Bool {
        (left.topic, left.partition) < (right.topic, right.partition)
    }

    var description: String { "\(topic)[\(partition)]" }
}

/// A partition and an offset in it: where to go on, what to commit, what was committed.
struct PartitionOffset: Hashable, Sendable {
    let partition: TopicPartition
    /// An offset, or one of the `logical` ones.
    var offset: Int64
    /// What is kept beside a committed offset.
    var metadata: String?
    /// What went wrong with this partition.
    var code = KafkaCode.none

    init(_ partition: TopicPartition, _ offset: Int64, metadata: String? = nil) {
        self.partition = partition
        self.offset = offset
        self.metadata = metadata
    }

    /// The oldest message that the broker has.
    static let beginning: Int64 = -2
}
