internal import Specification

extension AMQPSettings {
    /// Finds what the specification cannot say; nothing is connected and no file is read.
    static func check(_ object: CheckedObject) -> [ConfigurationIssue] {
        addressIssues(object) + identityIssues(object) + tlsIssues(object) + queueIssues(object) + bindingIssues(object)
    }

    private static func addressIssues(_ object: CheckedObject) -> [ConfigurationIssue] {
        var issues: [ConfigurationIssue] = []
        for (index, host) in object.strings("hosts").enumerated() where Host(host, defaultPort: 1) == nil {
            let message = "`\(host)` is not an address: write `host:port`, without a scheme"
            issues.append(object.issue(at: "hosts[\(index)]", message))
        }
        if let text = object.optionalString("url") {
            do {
                let address = try AMQPAddress(text)
                issues += doubts(address, object)
            } catch {
                issues.append(object.issue(at: "url", error.text))
            }
        }
        if (object.optionalString("vhost") ?? "").utf8.count > 255 {
            issues.append(object.issue(at: "vhost", "a virtual host has at most 255 bytes"))
        }
        return issues
    }

    /// What the address says and a setting beside it says too.
    private static func doubts(_ address: AMQPAddress, _ object: CheckedObject) -> [ConfigurationIssue] {
        var issues: [ConfigurationIssue] = []
        if address.virtualHost != nil, object.isGiven("vhost") {
            issues.append(object.issue(at: "vhost", "`url` names a virtual host already: keep one of them"))
        }
        if address.username != nil, object.isGiven("auth") {
            issues.append(object.issue(at: "auth", "`url` names a user already: keep one of them"))
        }
        if address.isEncrypted, case .boolean(false) = object.value("tls") {
            issues.append(object.issue(at: "tls", "`url` says `amqps`: leave `tls` out, or write `amqp`"))
        }
        return issues
    }

    private static func identityIssues(_ object: CheckedObject) -> [ConfigurationIssue] {
        let settings = AMQPSettings(object)
        switch settings.identity {
        case .external:
            guard settings.tls?.certificateFile == nil else { return [] }
            return [
                object.issue(at: "auth.mechanism", "EXTERNAL needs a certificate: give tls.cert_file and tls.key_file")
            ]
        case .plain(let username, let password):
            if let auth = object.optionalObject("auth"), username.isEmpty || password.isEmpty {
                let missing = username.isEmpty ? "username" : "password"
                return [auth.issue(at: missing, "PLAIN needs a username and a password: `\(missing)` is missing")]
            }
            let isLocal = settings.hosts.allSatisfy { ["127.0.0.1", "::1", "localhost"].contains($0.name) }
            guard settings.tls == nil, !isLocal else { return [] }
            let message = "the password crosses the network in clear: use tls, or `amqps`"
            return [object.issue(at: object.isGiven("url") ? "url" : "hosts", message, severity: .warning)]
        }
    }

    private static func tlsIssues(_ object: CheckedObject) -> [ConfigurationIssue] {
        guard let tls = AMQPSettings(object).tls else { return [] }
        var issues: [ConfigurationIssue] = []
        if (tls.certificateFile == nil) != (tls.keyFile == nil) {
            issues.append(object.issue(at: "tls", "a certificate and its key belong together: give both or neither"))
        }
        if !tls.isVerified {
            let message = "the broker's certificate is not checked: anybody on the way can read and change messages"
            issues.append(object.issue(at: "tls", message, severity: .warning))
        }
        return issues
    }

    private static func queueIssues(_ object: CheckedObject) -> [ConfigurationIssue] {
        let settings = AMQPSettings(object)
        var issues: [ConfigurationIssue] = []
        if settings.queue.utf8.count > 255 {
            issues.append(object.issue(at: "queue", "the name of a queue has at most 255 bytes"))
        }
        guard let declaration = settings.declaration else { return issues }
        if settings.queue.hasPrefix("amq.") {
            issues.append(
                object.issue(at: "queue", "names that begin with `amq.` are the broker's: it lets nobody declare them")
            )
        }
        if declaration.isQuorum, !declaration.isDurable || declaration.isAutoDelete {
            issues.append(object.issue(at: "declare", "a quorum queue is durable and is not deleted automatically"))
        }
        let twice = Dictionary(grouping: declaration.arguments, by: \.name).filter { $0.value.count > 1 }.keys.sorted()
        for name in twice {
            issues.append(object.issue(at: "declare", "argument `\(name)` is given twice: it has a setting of its own"))
        }
        return issues
    }

    private static func bindingIssues(_ object: CheckedObject) -> [ConfigurationIssue] {
        object.objects("bindings").flatMap { binding in
            ["exchange", "routing_key"].compactMap { name in
                guard (binding.optionalString(name) ?? "").utf8.count > 255 else { return nil }
                return binding.issue(at: name, "`\(name)` has at most 255 bytes")
            }
        }
    }
}
