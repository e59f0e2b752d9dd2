internal import Domain

/// A broker of Convoy's `pub_sub`, and what its fields are among our settings.
enum ConvoyBroker: String, CaseIterable {
    case kafka, amqp, google, sqs

    /// The broker's word in `connectors.yaml`.
    var kind: String { self == .google ? "pubsub" : rawValue }

    /// The broker of a word in `connectors.yaml`; nil for those that Convoy does not have.
    init?(kind: String) {
        guard let broker = Self.allCases.first(where: { $0.kind == kind }) else { return nil }
        self = broker
    }

    /// Reads the broker's object in Convoy's shape: our settings as JSON.
    func settings(in object: InputObject) -> Bytes {
        switch self {
        case .kafka: object.kafkaFromConvoy()
        case .amqp: object.amqpFromConvoy()
        case .google: object.googleFromConvoy()
        case .sqs: object.sqsFromConvoy()
        }
    }

    /// The broker's object in Convoy's shape, secrets masked; what that shape cannot say is left out.
    func shape(of settings: ConvoySettings) -> Bytes {
        var writer = JSONWriter()
        switch self {
        case .kafka: writer.convoyKafka(settings)
        case .amqp: writer.convoyAMQP(settings)
        case .google: writer.convoyGoogle(settings)
        case .sqs: writer.convoySQS(settings)
        }
        return writer.bytes[...]
    }

    /// Convoy's field for each setting of ours, a setting within another before that one.
    var fields: KeyValuePairs<String, String> {
        switch self {
        case .kafka:
            [
                "brokers": "brokers", "topics": "topic_name", "consumer_group": "consumer_group_id",
                "sasl.mechanism": "auth.type", "sasl.username": "auth.username", "sasl.password": "auth.password",
                "sasl": "auth", "tls": "auth.tls",
            ]
        case .amqp:
            [
                "hosts": "host", "vhost": "vhost", "auth.username": "auth.user", "auth.password": "auth.password",
                "auth": "auth", "tls": "schema", "queue": "queue", "declare": "deadLetterExchange",
                "bindings[0].exchange": "bindExchange.exchange", "bindings[0].routing_key": "bindExchange.routingKey",
                "bindings": "bindExchange",
            ]
        case .google:
            ["project": "project_id", "subscription": "subscription_id", "service_account": "service_account"]
        case .sqs:
            [
                "queue": "queue_name", "region": "default_region", "endpoint": "endpoint",
                "access_key_id": "access_key_id", "secret_access_key": "secret_key",
            ]
        }
    }

    /// Lists of ours of which Convoy's shape names the first only.
    var lists: [String] {
        switch self {
        case .kafka: ["topics"]
        case .amqp: ["hosts", "bindings"]
        case .google, .sqs: []
        }
    }

    /// Settings that Convoy's shape does not know and that go when another one is given anew: who we are to the broker.
    var replaced: KeyValuePairs<String, [String]> {
        switch self {
        case .kafka, .amqp: [:]
        case .google: ["service_account": ["credentials_file"]]
        case .sqs: ["access_key_id": ["profile", "session_token"]]
        }
    }

    /// Where in a request in Convoy's shape the place of an issue is: `pub_sub.sqs.secret_key`.
    func field(of path: String) -> String {
        let place = "pub_sub.\(rawValue)"
        guard path.hasPrefix("\(kind).") else { return path == kind ? place : path }
        let setting = path.dropFirst(kind.count + 1)
        let match = fields.first { name, _ in
            setting == name || setting.hasPrefix("\(name).") || setting.hasPrefix("\(name)[")
        }
        guard let match else { return place }
        // The items of a list have the same places in both shapes where the list itself has.
        return "\(place).\(match.value)" + (match.key == match.value ? setting.dropFirst(match.key.count) : "")
    }
}
