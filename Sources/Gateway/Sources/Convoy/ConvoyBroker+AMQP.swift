internal import Domain

extension InputObject {
    /// Reads Convoy's `amqp`. Like Convoy it makes the queue, durable and classic, where that is missing.
    func amqpFromConvoy() -> Bytes {
        let schema = string("schema", isRequired: true)
        if let schema, !schema.isEmpty, !["amqp", "amqps"].contains(schema) {
            issue("schema", "must be amqp or amqps.")
        }
        let host = string("host", isRequired: true) ?? ""
        let port = port()
        let queue = string("queue", isRequired: true)
        let vhost = string("vhost") ?? ""
        let authentication = filled("auth")
        let user = authentication?.string("user", isRequired: true)
        let password = authentication?.string("password", isRequired: true)
        let deadLetters = string("deadLetterExchange") ?? ""
        let binding = amqpBinding()

        var writer = JSONWriter()
        writer.object { writer in
            writer.member("hosts", [(host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host) + ":\(port)"])
            writer.member("queue", queue ?? "")
            if schema == "amqps" { writer.member("tls", true) }
            if !vhost.isEmpty { writer.member("vhost", vhost) }
            if authentication != nil {
                writer.member("auth") { writer in
                    writer.object { writer in
                        writer.member("username", user ?? "")
                        writer.member("password", password ?? "")
                    }
                }
            }
            writer.member("declare") { writer in
                writer.object { if !deadLetters.isEmpty { $0.member("dead_letter_exchange", deadLetters) } }
            }
            if let binding {
                writer.member("bindings") { writer in
                    writer.array { writer in
                        writer.object { writer in
                            writer.member("exchange", binding.exchange)
                            writer.member("routing_key", binding.key)
                        }
                    }
                }
            }
        }
        return writer.bytes[...]
    }

    /// Convoy writes the port as text; a number is taken too.
    private func port() -> Int {
        guard let value = raw("port"), !InputValue.isEmpty(value) else {
            issue("port", "is required.")
            return 0
        }
        guard let port = JSON.text(of: value).flatMap({ UInt16($0) }), port > 0 else {
            issue("port", "must be a number from 1 to 65535.")
            return 0
        }
        return Int(port)
    }

    /// The binding as requests have it, or as answers do.
    private func amqpBinding() -> (exchange: String, key: String)? {
        let (shownExchange, shownKey) = (string("bindedExchange"), string("routingKey"))
        let asked = filled("bindExchange")
        let exchange = (asked == nil ? shownExchange : asked?.string("exchange")) ?? ""
        let key = (asked == nil ? shownKey : asked?.string("routingKey")) ?? ""
        guard exchange.isEmpty else { return (exchange, key) }
        if !key.isEmpty {
            issue(asked == nil ? "bindedExchange" : "bindExchange.exchange", "is required with a routing key.")
        }
        return nil
    }
}

extension JSONWriter {
    /// Writes Convoy's `amqp`, with the first of several hosts and bindings.
    mutating func convoyAMQP(_ settings: ConvoySettings) {
        let isEncrypted = settings.isOn("tls")
        let address = settings.text(settings["hosts", "0"])
        let colon = address.hasSuffix("]") ? nil : address.lastIndex(of: ":")
        object { writer in
            writer.member("schema", isEncrypted ? "amqps" : "amqp")
            writer.member("host", String(address[..<(colon ?? address.endIndex)]))
            writer.member(
                "port",
                colon.map { String(address[$0...].dropFirst()) } ?? (isEncrypted ? "5671" : "5672")
            )
            writer.member("queue", settings.text(settings["queue"]))
            writer.member("auth") { writer in
                guard let user = settings["auth", "username"] else { return writer.null() }
                writer.object { writer in
                    writer.member("user", settings.text(user))
                    writer.member("password", settings.mask(settings["auth", "password"]))
                }
            }
            writer.member("vhost", settings["vhost"].map(settings.text) ?? "/")
            writer.convoyText("deadLetterExchange", settings["declare", "dead_letter_exchange"])
            writer.convoyText("bindedExchange", settings["bindings", "0", "exchange"])
            writer.member("routingKey", settings.text(settings["bindings", "0", "routing_key"]))
        }
    }

    /// Writes a text, null for none.
    private mutating func convoyText(_ name: String, _ value: Bytes?) {
        if let value { member(name, raw: value) } else { nulls(name) }
    }
}
