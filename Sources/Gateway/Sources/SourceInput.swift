internal import Catalog
internal import ConnectorCore
internal import Domain
internal import Manifest
internal import Specification
internal import Storage

extension InputObject {
    /// Reads a source in the shape of `connectors.yaml` or in Convoy's `pub_sub` shape; of a present one, what is not
    /// given stays as it is.
    func sourceDraft(changing present: SourceRow?) throws -> SourceDraft {
        let isDisabled = boolean("is_disabled")
        var members = present.map { SourceDocument.members(of: $0.draft) } ?? [:]
        if let broker = brokerFromConvoy(changing: present) {
            for factory in ConnectorCatalog.all { members[factory.kind.rawValue] = nil }
            members.merge(broker) { $1 }
        }
        let specification = StoredSource.specification
        let settings = specification.settings.flatMap { [$0.name] + $0.aliases } + specification.refused.keys.sorted()
        for name in settings {
            guard let given = raw(name) else { continue }
            // What clients of Convoy send for an HTTP source they do not have.
            if name == "forward_headers", InputValue.isEmpty(given) { continue }
            members[name] = MaskedJSON.unmasked(given, from: members[name])
        }
        if let isDisabled {
            members["status"] = Bytes(JSON.quoted((isDisabled ? SourceActivity.paused : .active).rawValue).utf8)
        }
        refuse(
            "body_function",
            "header_function",
            "event_type_location",
            "custom_response",
            "provider",
            "provider_config"
        )
        refuse("idempotency_keys", because: "is for HTTP sources; a broker's source has idempotency_key.")
        refuse("verifier", unless: [#"{"type":"noop"}"#])
        ignore(
            "uid",
            "project_id",
            "mask_id",
            "url",
            "kind",
            "configuration",
            "created_at",
            "updated_at",
            "deleted_at"
        )
        try finish()

        return try SourceDocument.draft(of: members)
    }

    /// The broker and what goes with it, when Convoy's shape was given and says something new.
    private func brokerFromConvoy(changing present: SourceRow?) -> [String: Bytes]? {
        let type = string("type")
        if let type, type != "pub_sub" {
            issue("type", "\(type) is not supported yet: only pub_sub.")
            return nil
        }
        guard let given = raw("pub_sub") else {
            if type != nil, present == nil { issue("pub_sub", "is required with the type pub_sub.") }
            return nil
        }
        if let present, InputValue.areEqual(given, present.convoyBroker[...]) {
            return nil
        }
        guard let broker = object("pub_sub") else { return nil }
        let kind = broker.string("type", isRequired: true)
        broker.refuse("sqs", "google", "amqp")
        let workers = broker.integer("workers", in: 0...SourceSettings.maximumWorkers)
        guard kind == "kafka" else {
            if let kind { broker.issue("type", "\(kind) is not supported yet: only kafka.") }
            return nil
        }
        guard let kafka = broker.object("kafka") else {
            broker.issue("kafka", "is required with the type kafka.")
            return nil
        }
        let settings = kafka.kafkaFromConvoy()
        return [
            "kafka": MaskedJSON.unmasked(settings, from: present.map { Bytes($0.draft.settings.utf8) }),
            "workers": Bytes(String(max(workers ?? 1, 1)).utf8),
            // What Convoy's producers write.
            "format": Bytes(#""envelope""#.utf8),
        ]
    }

    private func kafkaFromConvoy() -> Bytes {
        let brokers = strings("brokers", upTo: 100) ?? []
        let group = string("consumer_group_id", isRequired: true)
        let topic = string("topic_name", isRequired: true)
        if brokers.isEmpty { issue("brokers", "is required: addresses such as kafka-1:9092.") }
        let authentication = raw("auth").map(InputValue.isEmpty) == false ? object("auth") : nil
        let mechanism = authentication?.saslMechanism()
        let username = authentication?.string("username", isRequired: true)
        let password = authentication?.string("password", isRequired: true)
        let usesTLS = authentication?.boolean("tls") ?? false

        var writer = JSONWriter()
        writer.object { writer in
            writer.member("brokers", brokers)
            writer.member("topics", [topic ?? ""])
            writer.member("consumer_group", group ?? "")
            if let mechanism {
                writer.member("sasl") { writer in
                    writer.object { writer in
                        writer.member("mechanism", mechanism)
                        writer.member("username", username ?? "")
                        writer.member("password", password ?? "")
                    }
                }
            }
            if usesTLS { writer.member("tls", true) }
        }
        return writer.bytes[...]
    }

    private func saslMechanism() -> String? {
        let hash = string("hash")
        switch (string("type", isRequired: true), hash) {
        case ("plain", _): return "PLAIN"
        case ("scram", "SHA256"): return "SCRAM-SHA-256"
        case ("scram", "SHA512"): return "SCRAM-SHA-512"
        case ("scram", _): issue("hash", "must be SHA256 or SHA512 with the type scram.")
        case (nil, _): break
        default: issue("type", "must be plain or scram.")
        }
        return nil
    }
}
