internal import CRdKafka

/// Reads what a group has committed, as another program would.
public enum CommittedOffsets {
    /// The offsets of partitions `0..<count`; nil where there is none.
    public static func of(group: String, _ topic: String, partitions count: Int32, at bootstrap: String) throws
        -> [Int64?]
    {
        let configuration = rd_kafka_conf_new()
        rd_kafka_conf_set(configuration, "bootstrap.servers", bootstrap, nil, 0)
        rd_kafka_conf_set(configuration, "group.id", group, nil, 0)
        guard let client = rd_kafka_new(RD_KAFKA_CONSUMER, configuration, nil, 0) else {
            throw BrokerProblem("no consumer")
        }
        defer { rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE) }
        let list = rd_kafka_topic_partition_list_new(count)
        defer { rd_kafka_topic_partition_list_destroy(list) }
        for partition in 0..<count { rd_kafka_topic_partition_list_add(list, topic, partition) }
        let code = rd_kafka_committed(client, list, 10_000)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let list else {
            throw BrokerProblem(String(cString: rd_kafka_err2str(code)))
        }
        return (0..<Int(count)).map { index in
            let offset = list.pointee.elems[index].offset
            return offset >= 0 ? offset : nil
        }
    }
}
