internal import Domain

/// What is read out of librdkafka's statistics.
struct KafkaStatistics: Sendable {
    /// One partition.
    struct Partition: Hashable, Sendable {
        let partition: TopicPartition
        /// How many messages the group is behind; nil as long as librdkafka does not know.
        let lag: Int64?
        /// Messages waiting in the client.
        let waiting: Int64
    }

    /// The partitions that the client knows of; not all of them need be ours.
    let partitions: [Partition]

    /// Whether any broker is connected.
    let hasBroker: Bool

    /// Messages received since the client was made.
    let messages: Int64

    /// Bytes of messages received since the client was made.
    let bytes: Int64

    /// Reads the JSON; nil when it is none.
    init?(_ json: Bytes) {
        guard let members = try? JSON.members(of: json) else { return nil }
        var (partitions, hasBroker, messages, bytes): ([Partition], Bool, Int64, Int64) = ([], false, 0, 0)
        for (name, value) in members {
            switch name {
            case "rxmsgs": messages = Self.number(value) ?? 0
            case "rxmsg_bytes": bytes = Self.number(value) ?? 0
            case "brokers": hasBroker = Self.hasBroker(value)
            case "topics": partitions = Self.partitions(value)
            default: break
            }
        }
        self.partitions = partitions
        self.hasBroker = hasBroker
        self.messages = messages
        self.bytes = bytes
    }

    private static func hasBroker(_ brokers: Bytes) -> Bool {
        members(brokers).contains { _, broker in
            members(broker).contains { $0.name == "state" && JSON.text(of: $0.value) == "UP" }
        }
    }

    private static func partitions(_ topics: Bytes) -> [Partition] {
        members(topics).flatMap { topic, fields in
            members(fields).filter { $0.name == "partitions" }.flatMap { members($0.value) }.compactMap {
                number,
                fields in
                partition(topic, number, fields)
            }
        }
    }

    /// Partition −1 stands for messages without one, which only producers have.
    private static func partition(_ topic: String, _ number: String, _ fields: Bytes) -> Partition? {
        guard let number = Int32(number), number >= 0 else { return nil }
        var (lag, waiting): (Int64?, Int64) = (nil, 0)
        for (name, value) in members(fields) {
            switch name {
            case "consumer_lag": lag = Self.number(value).flatMap { $0 >= 0 ? $0 : nil }
            case "fetchq_cnt": waiting = Self.number(value) ?? 0
            default: break
            }
        }
        return Partition(partition: TopicPartition(topic: topic, partition: number), lag: lag, waiting: waiting)
    }

    private static func members(_ json: Bytes) -> [(name: String, value: Bytes)] {
        (try? JSON.members(of: json)) ?? []
    }

    private static func number(_ json: Bytes) -> Int64? {
        JSON.text(of: json).flatMap { Int64($0) }
    }
}
