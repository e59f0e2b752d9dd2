internal import CRdKafka

/// Brokers inside this process, made by librdkafka for tests: they know topics, groups and offsets, and fail on demand.
///
/// `@unchecked Sendable`: librdkafka's handles may be used from any thread.
public final class MockCluster: @unchecked Sendable {
    private let client: OpaquePointer
    private let cluster: OpaquePointer

    /// The addresses of the brokers.
    public let bootstrap: String

    /// Starts a cluster.
    public init(brokers: Int32 = 1) throws {
        let configuration = rd_kafka_conf_new()
        guard let client = rd_kafka_new(RD_KAFKA_PRODUCER, configuration, nil, 0) else {
            throw BrokerProblem("no client")
        }
        guard let cluster = rd_kafka_mock_cluster_new(client, brokers) else { throw BrokerProblem("no cluster") }
        self.client = client
        self.cluster = cluster
        bootstrap = String(cString: rd_kafka_mock_cluster_bootstraps(cluster))
    }

    deinit {
        rd_kafka_mock_cluster_destroy(cluster)
        rd_kafka_destroy(client)
    }

    /// Makes a topic.
    public func create(_ topic: String, partitions: Int32) {
        rd_kafka_mock_topic_create(cluster, topic, partitions, 1)
    }

    /// Makes a broker unreachable.
    public func down(_ broker: Int32 = 1) { rd_kafka_mock_broker_set_down(cluster, broker) }

    /// Lets a broker be reached again.
    public func up(_ broker: Int32 = 1) { rd_kafka_mock_broker_set_up(cluster, broker) }

    /// Answers the next requests of one kind with errors.
    public func fail(api: Int16, with codes: [Int32]) {
        let errors = codes.map { rd_kafka_resp_err_t($0) }
        rd_kafka_mock_push_request_errors_array(cluster, api, errors.count, errors)
    }
}

/// Something that a test needs of a broker, and did not get.
public struct BrokerProblem: Error, CustomStringConvertible {
    /// What.
    public let description: String

    /// Makes a problem.
    public init(_ description: String) { self.description = description }
}
