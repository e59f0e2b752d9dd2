internal import CRdKafka

extension TestProducer {
    /// Makes a topic on a real broker.
    public func create(_ topic: String, partitions: Int32, settings: [String: String] = [:]) throws {
        let new = rd_kafka_NewTopic_new(topic, partitions, 1, nil, 0)
        defer { rd_kafka_NewTopic_destroy(new) }
        let all = ["max.message.bytes": "20000000"].merging(settings) { $1 }
        for (name, value) in all { rd_kafka_NewTopic_set_config(new, name, value) }
        try ask("no topic") { client, queue in
            var topics: [OpaquePointer?] = [new]
            rd_kafka_CreateTopics(client, &topics, 1, nil, queue)
        }
    }

    /// Adds partitions to a topic of a real broker, up to a total.
    public func grow(_ topic: String, toPartitions count: Int) throws {
        let new = rd_kafka_NewPartitions_new(topic, count, nil, 0)
        defer { rd_kafka_NewPartitions_destroy(new) }
        try ask("no partitions") { client, queue in
            var topics: [OpaquePointer?] = [new]
            rd_kafka_CreatePartitions(client, &topics, 1, nil, queue)
        }
    }

    private func ask(_ what: String, _ question: (_ client: OpaquePointer, _ queue: OpaquePointer?) -> Void) throws {
        try withClient { client in
            let queue = rd_kafka_queue_new(client)
            defer { rd_kafka_queue_destroy(queue) }
            question(client, queue)
            let event = rd_kafka_queue_poll(queue, 15_000)
            defer { rd_kafka_event_destroy(event) }
            guard let event, rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR_NO_ERROR else {
                throw BrokerProblem(what)
            }
        }
    }

    // MARK: - Transactions

    /// Registers with the broker, once and before the first transaction.
    public func beginTransactions() throws {
        try check(withClient { rd_kafka_init_transactions($0, 20_000) })
    }

    /// Begins a transaction. The producer must have a `transactional.id`.
    public func beginTransaction() throws {
        try check(withClient { rd_kafka_begin_transaction($0) })
    }

    /// Ends the transaction; everything is in the log when it returns.
    public func endTransaction(commits: Bool) throws {
        try flush()
        try check(
            withClient { commits ? rd_kafka_commit_transaction($0, 20_000) : rd_kafka_abort_transaction($0, 20_000) }
        )
    }

    private func check(_ error: OpaquePointer?) throws {
        guard let error else { return }
        defer { rd_kafka_error_destroy(error) }
        throw BrokerProblem(String(cString: rd_kafka_error_string(error)))
    }
}
