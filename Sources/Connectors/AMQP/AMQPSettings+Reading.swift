internal import Specification

extension AMQPSettings {
    /// Reads settings that fit the specification, and that ``check(_:)`` has found nothing wrong with.
    init(_ object: CheckedObject) {
        let address = object.optionalString("url").flatMap { try? AMQPAddress($0) }
        tls =
            switch object.value("tls") {
            case .boolean(true): TLS()
            case .object(let settings): TLS(settings)
            default: address?.isEncrypted == true ? TLS() : nil
            }
        let port = tls == nil ? AMQPAddress.plainPort : AMQPAddress.encryptedPort
        hosts = address?.hosts ?? object.strings("hosts").compactMap { Host($0, defaultPort: port) }
        virtualHost = object.optionalString("vhost") ?? address?.virtualHost ?? "/"
        if let auth = object.optionalObject("auth") {
            identity = Identity(auth)
        } else if let address, let username = address.username {
            identity = .plain(username: username, password: address.password ?? "")
        }
        queue = object.optionalString("queue") ?? ""
        declaration =
            switch object.value("declare") {
            case .boolean(true): Declaration()
            case .object(let settings): Declaration(settings)
            default: nil
            }
        bindings = object.objects("bindings").map {
            Binding(
                exchange: $0.string("exchange"),
                routingKey: $0.optionalString("routing_key") ?? "",
                arguments: Argument.all(in: $0)
            )
        }
        prefetch = object.optionalInteger("prefetch") ?? Self.defaultPrefetch
        heartbeat = object.optionalDuration("heartbeat") ?? Self.defaultHeartbeat
        priority = object.optionalInteger("priority")
    }
}

extension AMQPSettings.Identity {
    fileprivate init(_ object: CheckedObject) {
        self =
            if object.optionalString("mechanism") == "EXTERNAL" {
                .external
            } else {
                .plain(
                    username: object.optionalString("username") ?? "",
                    password: object.optionalString("password") ?? ""
                )
            }
    }
}

extension AMQPSettings.TLS {
    fileprivate init(_ object: CheckedObject) {
        authorityFile = object.optionalString("ca_file")
        certificateFile = object.optionalString("cert_file")
        keyFile = object.optionalString("key_file")
        keyPassword = object.optionalString("key_password")
        isVerified = object.optionalBoolean("verify") ?? true
        isNameVerified = object.optionalBoolean("verify_name") ?? true
    }
}

extension AMQPSettings.Declaration {
    fileprivate init(_ object: CheckedObject) {
        isQuorum = object.optionalString("type") == "quorum"
        isDurable = object.optionalBoolean("durable") ?? true
        isAutoDelete = object.optionalBoolean("auto_delete") ?? false
        if isQuorum { arguments.append(.init(name: "x-queue-type", value: .text("quorum"))) }
        if let exchange = object.optionalString("dead_letter_exchange") {
            arguments.append(.init(name: "x-dead-letter-exchange", value: .text(exchange)))
        }
        if let key = object.optionalString("dead_letter_routing_key") {
            arguments.append(.init(name: "x-dead-letter-routing-key", value: .text(key)))
        }
        arguments += AMQPSettings.Argument.all(in: object)
    }
}

extension AMQPSettings.Argument {
    fileprivate static func all(in object: CheckedObject) -> [AMQPSettings.Argument] {
        guard case .map(let entries) = object.value("arguments") else { return [] }
        return entries.compactMap { entry in
            switch entry.value {
            case .boolean(let truth): .init(name: entry.name, value: .boolean(truth))
            case .integer(let number): .init(name: entry.name, value: .integer(Int64(number)))
            case .string(let text), .secret(let text): .init(name: entry.name, value: .text(text))
            default: nil
            }
        }
    }
}
