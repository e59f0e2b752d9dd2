internal import ConnectorCore

/// Judges what librdkafka reports: most passes by itself, some needs a person. A value, so that the judgement can be tested.
struct KafkaHealth: Sendable {
    /// What to do about a report.
    enum Reaction: Hashable, Sendable {
        /// Librdkafka copes.
        case ignore
        /// Librdkafka copes, but the source reads nothing meanwhile: shown, not acted on.
        case degrade(ConnectorError)
        /// The session is of no use.
        case fail(ConnectorError)
    }

    /// What the judgement depends on.
    struct Surroundings: Sendable {
        let settings: KafkaSettings
        let topic: String?
        let hasAssignment: Bool
    }

    private var isDegraded = false
    private var missing: Set<String> = []
    private var seen: Set<String> = []
    /// The latest reason that a connection failed: the report that all brokers are down does not say why.
    private var lastReason: String?

    /// Notes that a message came.
    ///
    /// - Returns: whether that is news.
    mutating func messageArrived() -> Bool {
        guard isDegraded, missing.isEmpty else { return false }
        isDegraded = false
        return true
    }

    /// Notes that nothing can be read for a reason that is shown elsewhere.
    mutating func degraded() { isDegraded = true }

    /// Notes that a broker is connected; see ``messageArrived()``.
    mutating func brokerAnswered() -> Bool {
        lastReason = nil
        return messageArrived()
    }

    /// Notes that partitions of topics were given to us.
    mutating func assigned(_ topics: some Sequence<String>) {
        missing.subtract(topics)
        isDegraded = !missing.isEmpty
    }

    /// Whether something is seen for the first time: for what shall be logged once.
    mutating func isFirst(_ name: String) -> Bool { seen.insert(name).inserted }

    mutating func reaction(to failure: KafkaFailure, isFatal: Bool, in surroundings: Surroundings) -> Reaction {
        if isFatal { return .fail(fatal(failure, surroundings.settings)) }
        switch failure.code {
        case .transport, .resolve, .timedOut:
            lastReason = failure.description
            return .ignore
        case .allBrokersDown:
            isDegraded = true
            return .degrade(ConnectorError(.disconnected, unreachable(surroundings.settings)))
        case .unknownTopic, .unknownTopicOrPartition:
            return missingTopic(failure, surroundings)
        case .badMessage, .badCompression:
            isDegraded = true
            let topic = surroundings.topic.map { " in topic `\($0)`" } ?? ""
            return .degrade(ConnectorError(.protocolFailure, "a message\(topic) cannot be read: \(failure)"))
        case .pollExceeded:
            isDegraded = true
            return .degrade(ConnectorError(.timeout, "the group gave our partitions away: \(failure)"))
        default:
            return Self.error(failure, surroundings).map(Reaction.fail) ?? .ignore
        }
    }

    // MARK: - Words

    private func unreachable(_ settings: KafkaSettings) -> String {
        let brokers = settings.brokers.joined(separator: ", ")
        let reason = lastReason.map { " (\($0))" } ?? ""
        let answer = "no broker can be reached at \(brokers)\(reason)"
        // With TLS 1.3 a broker that misses our certificate hangs up after the handshake, on our first question.
        if let tls = settings.tls, tls.certificate == nil, lastReason?.contains("APIVERSION_QUERY") == true {
            return "\(answer): if it asks for a certificate of ours, set tls.cert_file and tls.key_file"
        }
        return "\(answer): is Kafka running there, and does `brokers` name it?"
    }

    private mutating func missingTopic(_ failure: KafkaFailure, _ surroundings: Surroundings) -> Reaction {
        guard let topic = surroundings.topic else { return .ignore }
        missing.insert(topic)
        isDegraded = true
        let error = ConnectorError(
            .missing,
            "topic `\(topic)` does not exist: create it, or correct `topics`; it is looked for again and again"
        )
        let isAll = surroundings.settings.topics.allSatisfy(missing.contains)
        return isAll && !surroundings.hasAssignment ? .fail(error) : .degrade(error)
    }

    private func fatal(_ failure: KafkaFailure, _ settings: KafkaSettings) -> ConnectorError {
        guard failure.code == .fencedInstance else {
            return ConnectorError(.protocolFailure, "librdkafka cannot go on: \(failure)")
        }
        let name = settings.instanceID ?? ""
        return ConnectorError(
            .configuration,
            "another consumer of group `\(settings.group)` has the same instance_id `\(name)`: give each installation its own"
        )
    }

    /// The failures that do not pass while the session lasts.
    private static func error(_ failure: KafkaFailure, _ surroundings: Surroundings) -> ConnectorError? {
        let settings = surroundings.settings
        switch failure.code {
        case .authentication, .saslFailed:
            if let oauth = settings.oauth {
                return ConnectorError(
                    .credentials,
                    "Kafka refused the token of client `\(oauth.clientID)`: check sasl.scope and what the broker expects (\(failure))"
                )
            }
            let who = settings.sasl.map { "user `\($0.username)` (\($0.mechanism))" } ?? "a client without sasl"
            return ConnectorError(
                .credentials,
                "Kafka refused \(who): check sasl.username, sasl.password and sasl.mechanism (\(failure))"
            )
        case .mechanism:
            return ConnectorError(.configuration, "Kafka does not offer sasl.mechanism as configured (\(failure))")
        case .tls:
            return ConnectorError(.credentials, "TLS with Kafka failed: check tls and the port in brokers (\(failure))")
        case .topicForbidden:
            let topic = surroundings.topic.map { "topic `\($0)`" } ?? "the topics"
            return ConnectorError(
                .forbidden,
                "Kafka does not let us read \(topic): grant READ and DESCRIBE (\(failure))"
            )
        case .groupForbidden:
            return ConnectorError(
                .forbidden,
                "Kafka does not let us join group `\(settings.group)`: grant READ on the group (\(failure))"
            )
        case .clusterForbidden:
            return ConnectorError(.forbidden, "Kafka does not let us in (\(failure))")
        case .inconsistentProtocol:
            return ConnectorError(
                .configuration,
                "the other members of group `\(settings.group)` share out partitions in another way: set `assignment` as they do"
            )
        case .invalidGroup, .invalidTopic, .invalidSession:
            return ConnectorError(.configuration, "Kafka does not accept the settings: \(failure)")
        default:
            return nil
        }
    }
}
