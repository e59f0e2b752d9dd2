internal import CRdKafka

/// Properties on their way into a client.
struct KafkaConfiguration: ~Copyable {
    private var raw: OpaquePointer?

    /// - Throws: librdkafka's words for a property that it does not know, or a value that it does not take.
    init(_ properties: [KafkaSettings.Property]) throws(KafkaFailure) {
        raw = rd_kafka_conf_new()
        var words = ErrorText()
        for property in properties {
            let result = words.collect { rd_kafka_conf_set(raw, property.name, property.value, $0, $1) }
            guard result == RD_KAFKA_CONF_OK else { throw KafkaFailure(.none, words.text) }
        }
        rd_kafka_conf_set_events(
            raw,
            RD_KAFKA_EVENT_FETCH | RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_OFFSET_COMMIT | RD_KAFKA_EVENT_ERROR
                | RD_KAFKA_EVENT_STATS | RD_KAFKA_EVENT_LOG
        )
    }

    deinit { if let raw { rd_kafka_conf_destroy(raw) } }

    /// Makes a client, which takes the properties over. It has connected to nothing yet.
    mutating func makeClient() throws(KafkaFailure) -> OpaquePointer {
        var words = ErrorText()
        guard let client = words.collect({ rd_kafka_new(RD_KAFKA_CONSUMER, raw, $0, $1) }) else {
            throw KafkaFailure(.none, words.text)
        }
        raw = nil
        return client
    }

    // MARK: - Checks

    /// What librdkafka has against one property; nil for nothing.
    static func problem(with property: KafkaSettings.Property) -> String? {
        do {
            _ = try KafkaConfiguration([property])
            return nil
        } catch {
            return "librdkafka refuses it: \(error)"
        }
    }

    /// What librdkafka has against the properties together, and with ours; nil for nothing. Files are not looked for.
    static func problem(withAll properties: [KafkaSettings.Property]) -> String? {
        let group = KafkaSettings.Property(name: "group.id", value: "check")
        return probe(KafkaSettings.defaults + [group] + properties) { _ in nil }.map {
            "librdkafka refuses them: \($0)"
        }
    }

    /// What librdkafka has against a pattern of topics; nil for nothing.
    static func problem(pattern: String) -> String? {
        probe([KafkaSettings.Property(name: "group.id", value: "check")]) { client in
            let list = PartitionList(topics: [pattern])
            let code = list.lend { rd_kafka_subscribe(client, $0) }
            return code == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : "the regular expression cannot be read"
        }
    }

    /// Makes a client that has no broker, so connects nowhere, asks it and takes it down.
    private static func probe(
        _ properties: [KafkaSettings.Property],
        _ question: (OpaquePointer) -> String?
    ) -> String? {
        do {
            var configuration = try KafkaConfiguration(properties)
            let client = try configuration.makeClient()
            defer { rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE) }
            return question(client)
        } catch {
            return "\(error)"
        }
    }
}
