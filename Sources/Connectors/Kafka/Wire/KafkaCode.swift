internal import CRdKafka

/// An error code of librdkafka or of the broker.
struct KafkaCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    let rawValue: Int32

    init(rawValue: Int32) { self.rawValue = rawValue }

    init(_ code: rd_kafka_resp_err_t) { rawValue = code.rawValue }

    /// librdkafka's words.
    var description: String { String(cString: rd_kafka_err2str(rd_kafka_resp_err_t(rawValue))) }

    static let none = KafkaCode(RD_KAFKA_RESP_ERR_NO_ERROR)

    // Of the library
    static let destroyed = KafkaCode(RD_KAFKA_RESP_ERR__DESTROY)
    static let fatal = KafkaCode(RD_KAFKA_RESP_ERR__FATAL)
    static let transport = KafkaCode(RD_KAFKA_RESP_ERR__TRANSPORT)
    static let resolve = KafkaCode(RD_KAFKA_RESP_ERR__RESOLVE)
    static let allBrokersDown = KafkaCode(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
    static let authentication = KafkaCode(RD_KAFKA_RESP_ERR__AUTHENTICATION)
    static let tls = KafkaCode(RD_KAFKA_RESP_ERR__SSL)
    static let timedOut = KafkaCode(RD_KAFKA_RESP_ERR__TIMED_OUT)
    static let partitionEnd = KafkaCode(RD_KAFKA_RESP_ERR__PARTITION_EOF)
    static let badMessage = KafkaCode(RD_KAFKA_RESP_ERR__BAD_MSG)
    static let badCompression = KafkaCode(RD_KAFKA_RESP_ERR__BAD_COMPRESSION)
    static let pollExceeded = KafkaCode(RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED)
    static let unknownTopic = KafkaCode(RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC)
    static let noOffset = KafkaCode(RD_KAFKA_RESP_ERR__NO_OFFSET)
    static let assignPartitions = KafkaCode(RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS)
    static let revokePartitions = KafkaCode(RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS)

    // Of the broker
    static let unknownTopicOrPartition = KafkaCode(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
    static let topicForbidden = KafkaCode(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED)
    static let groupForbidden = KafkaCode(RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED)
    static let clusterForbidden = KafkaCode(RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED)
    static let mechanism = KafkaCode(RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM)
    static let saslFailed = KafkaCode(RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED)
    static let inconsistentProtocol = KafkaCode(RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL)
    static let invalidGroup = KafkaCode(RD_KAFKA_RESP_ERR_INVALID_GROUP_ID)
    static let invalidTopic = KafkaCode(RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION)
    static let invalidSession = KafkaCode(RD_KAFKA_RESP_ERR_INVALID_SESSION_TIMEOUT)
    static let fencedInstance = KafkaCode(RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID)
    static let illegalGeneration = KafkaCode(RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION)
    static let unknownMember = KafkaCode(RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID)

    /// Whether there is no such topic.
    var meansNoTopic: Bool { self == .unknownTopic || self == .unknownTopicOrPartition }

    /// Whether the broker says that we are not, or no longer, who we were in the group.
    var meansOutOfGroup: Bool {
        self == .illegalGeneration || self == .unknownMember || self == .fencedInstance
    }
}
