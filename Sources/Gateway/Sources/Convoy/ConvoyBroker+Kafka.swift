internal import Domain

extension InputObject {
    /// Reads Convoy's `kafka`.
    func kafkaFromConvoy() -> Bytes {
        let brokers = strings("brokers", upTo: 100) ?? []
        let group = string("consumer_group_id", isRequired: true)
        let topic = string("topic_name", isRequired: true)
        if brokers.isEmpty { issue("brokers", "is required: addresses such as kafka-1:9092.") }
        let authentication = filled("auth")
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
        case (nil, _), ("", _): break
        default: issue("type", "must be plain or scram.")
        }
        return nil
    }
}

extension JSONWriter {
    /// Writes Convoy's `kafka`.
    mutating func convoyKafka(_ settings: ConvoySettings) {
        object { writer in
            writer.member("brokers", raw: settings["brokers"] ?? Bytes("[]".utf8))
            writer.member("consumer_group_id", settings.text(settings["consumer_group"]))
            writer.member("topic_name", settings.text(settings["topics", "0"]))
            writer.member("auth") { $0.convoyAuthentication(settings) }
        }
    }

    private mutating func convoyAuthentication(_ settings: ConvoySettings) {
        let mechanism = settings.text(settings["sasl", "mechanism"])
        let hashes = ["PLAIN": "", "SCRAM-SHA-256": "SHA256", "SCRAM-SHA-512": "SHA512"]
        guard let hash = hashes[mechanism] else { return null() }
        object { writer in
            writer.member("type", mechanism == "PLAIN" ? "plain" : "scram")
            writer.member("hash", hash)
            writer.member("username", settings.text(settings["sasl", "username"]))
            writer.member("password", settings.mask(settings["sasl", "password"]))
            writer.member("tls", settings.isOn("tls"))
        }
    }
}
