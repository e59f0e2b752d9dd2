internal import CRdKafka

/// Something that librdkafka has to say, read out of its event.
enum KafkaEvent: Sendable {
    /// Partitions are given to us.
    case assign([TopicPartition])
    /// Partitions are taken from us, or have been already.
    case revoke([TopicPartition])
    /// The assignment is void, for a reason other than the two.
    case reset(KafkaCode)
    /// Something went wrong; librdkafka goes on unless it is fatal.
    case failure(KafkaFailure, isFatal: Bool, topic: String?)
    /// There is nothing more in a partition at present: everything before that offset has been given to us.
    case partitionEnd(PartitionOffset)
    /// Statistics, as JSON.
    case statistics([UInt8])
    /// The answer to a commit.
    case committed(token: Int, KafkaCode, [PartitionOffset])
    /// A line for the log.
    case log(level: Int, facility: String, text: String)
    /// A message, where none is wanted.
    case message
    /// Something that this version does not know.
    case unknown(String)

    /// Reads an event; a message in it is not looked at.
    init(_ event: OpaquePointer) {
        switch rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_REBALANCE: self = Self.rebalance(event)
        case RD_KAFKA_EVENT_ERROR: self = Self.failure(event)
        case RD_KAFKA_EVENT_STATS: self = .statistics(Array(String(cString: rd_kafka_event_stats(event)).utf8))
        case RD_KAFKA_EVENT_OFFSET_COMMIT:
            self = .committed(
                token: Int(bitPattern: rd_kafka_event_opaque(event)),
                KafkaCode(rd_kafka_event_error(event)),
                PartitionList.offsets(rd_kafka_event_topic_partition_list(event))
            )
        case RD_KAFKA_EVENT_LOG: self = Self.log(event)
        case RD_KAFKA_EVENT_FETCH: self = .message
        // Tokens come by our own clock: what librdkafka has to say of it is for the log alone.
        case RD_KAFKA_EVENT_OAUTHBEARER_TOKEN_REFRESH:
            self = .log(level: 7, facility: "OAUTH", text: "a token is wanted")
        default: self = .unknown(String(cString: rd_kafka_event_name(event)))
        }
    }

    private static func rebalance(_ event: OpaquePointer) -> KafkaEvent {
        let code = KafkaCode(rd_kafka_event_error(event))
        let partitions = PartitionList.offsets(rd_kafka_event_topic_partition_list(event)).map(\.partition)
        return switch code {
        case .assignPartitions: .assign(partitions)
        case .revokePartitions: .revoke(partitions)
        default: .reset(code)
        }
    }

    private static func failure(_ event: OpaquePointer) -> KafkaEvent {
        let words = rd_kafka_event_error_string(event).map { String(cString: $0) }
        var topic: String?
        if let partition = rd_kafka_event_topic_partition(event) {
            defer { rd_kafka_topic_partition_destroy(partition) }
            let name = String(cString: partition.pointee.topic)
            if rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__PARTITION_EOF {
                let place = TopicPartition(topic: name, partition: partition.pointee.partition)
                return .partitionEnd(PartitionOffset(place, partition.pointee.offset))
            }
            topic = name
        }
        topic = topic ?? words.flatMap(Self.subscribedTopic)
        return .failure(
            KafkaFailure(KafkaCode(rd_kafka_event_error(event)), words),
            isFatal: rd_kafka_event_error_is_fatal(event) != 0,
            topic: topic
        )
    }

    /// The topic that a subscription misses: it stands in librdkafka's words alone.
    static func subscribedTopic(_ words: String) -> String? {
        let prefix = "Subscribed topic not available: "
        guard words.hasPrefix(prefix), let end = words.dropFirst(prefix.count).firstIndex(of: ":") else { return nil }
        return String(words.dropFirst(prefix.count)[..<end])
    }

    private static func log(_ event: OpaquePointer) -> KafkaEvent {
        var (facility, text): (UnsafePointer<CChar>?, UnsafePointer<CChar>?)
        var level: Int32 = 6
        rd_kafka_event_log(event, &facility, &text, &level)
        return .log(
            level: Int(level),
            facility: facility.map { String(cString: $0) } ?? "",
            text: text.map { String(cString: $0) } ?? ""
        )
    }
}
