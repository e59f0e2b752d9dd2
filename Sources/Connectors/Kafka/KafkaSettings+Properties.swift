extension KafkaSettings {
    /// Everything that librdkafka is told, in the order in which it is set: what the user says comes last and wins.
    func allProperties(clientID: String, slot: Int) -> [Property] {
        var all = Self.defaults
        func set(_ name: String, _ value: String?) {
            if let value { all.append(Property(name: name, value: value)) }
        }
        set("client.id", clientID)
        set("bootstrap.servers", brokers.joined(separator: ","))
        set("group.id", group)
        set("group.instance.id", instanceID.map { "\($0)-\(slot)" })
        set("partition.assignment.strategy", assignment == .cooperative ? "cooperative-sticky" : assignment.rawValue)
        set("security.protocol", securityProtocol)
        if let sasl {
            set("sasl.mechanisms", sasl.mechanism)
            set("sasl.username", sasl.username)
            set("sasl.password", sasl.password)
        }
        if oauth != nil { set("sasl.mechanisms", OAuth.mechanism) }
        if let tls {
            set("ssl.ca.\(tls.authority.suffix)", tls.authority?.value)
            set("ssl.certificate.\(tls.certificate.suffix)", tls.certificate?.value)
            set("ssl.key.\(tls.key.suffix)", tls.key?.value)
            set("ssl.key.password", tls.keyPassword)
            set("enable.ssl.certificate.verification", tls.isVerified ? "true" : "false")
            set("ssl.endpoint.identification.algorithm", tls.isVerified && tls.isNameVerified ? "https" : "none")
        }
        return all + properties
    }

    /// What holds unless the user says otherwise.
    static let defaults = [
        Property(name: "enable.auto.commit", value: "false"),
        Property(name: "enable.auto.offset.store", value: "false"),
        // Where the retention has overtaken us, nothing that is still there is skipped; `start` is applied on assignment.
        Property(name: "auto.offset.reset", value: "earliest"),
        // What a transaction wrote is read once it is committed, and never when it is aborted.
        Property(name: "isolation.level", value: "read_committed"),
        Property(name: "log.queue", value: "true"),
        Property(name: "statistics.interval.ms", value: "5000"),
        // What is fetched ahead, per consumer: enough to hide a round trip, little enough that a killed process leaves little to read again.
        Property(name: "queued.min.messages", value: "10000"),
        Property(name: "queued.max.messages.kbytes", value: "16384"),
        Property(name: "fetch.max.bytes", value: "8388608"),
        // A guard alone, beyond any message that a broker keeps: the line above is what limits responses.
        Property(name: "receive.message.max.bytes", value: "1000000000"),
        // Also the pause after the queue above was full: half a second would cost throughput.
        Property(name: "fetch.error.backoff.ms", value: "25"),
        // A killed consumer's partitions go to others this soon.
        Property(name: "session.timeout.ms", value: "10000"),
        Property(name: "heartbeat.interval.ms", value: "2000"),
        // How soon new partitions, and new topics of a pattern, are noticed.
        Property(name: "topic.metadata.refresh.interval.ms", value: "30000"),
        Property(name: "reconnect.backoff.max.ms", value: "3000"),
        Property(name: "socket.keepalive.enable", value: "true"),
    ]

    /// How soon new partitions, and new topics of a pattern, are noticed.
    var metadataRefresh: Duration {
        let name = "topic.metadata.refresh.interval.ms"
        let written = (properties.last { $0.name == name } ?? Self.defaults.first { $0.name == name })?.value
        let milliseconds = written.flatMap { Int($0) } ?? 0
        // -1 turns librdkafka's own looking off.
        return .milliseconds(milliseconds > 0 ? milliseconds : 30_000)
    }

    private var securityProtocol: String {
        switch (tls != nil, sasl != nil || oauth != nil) {
        case (false, false): "plaintext"
        case (false, true): "sasl_plaintext"
        case (true, false): "ssl"
        case (true, true): "sasl_ssl"
        }
    }
}

extension KafkaSettings.PEM {
    fileprivate var value: String {
        switch self {
        case .file(let path): path
        case .text(let text): text
        }
    }
}

extension KafkaSettings.PEM? {
    fileprivate var suffix: String {
        if case .text = self { "pem" } else { "location" }
    }
}
