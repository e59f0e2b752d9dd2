internal import Domain
internal import Specification

extension KafkaSettings {
    /// Finds what the specification cannot say; nothing is connected and no file is read.
    static func check(_ object: CheckedObject) -> [ConfigurationIssue] {
        brokerIssues(object) + topicIssues(object) + saslIssues(object) + tlsIssues(object) + propertyIssues(object)
    }

    private static func brokerIssues(_ object: CheckedObject) -> [ConfigurationIssue] {
        object.strings("brokers").enumerated().compactMap { index, broker in
            guard !isAddress(broker) else { return nil }
            return object.issue(
                at: "brokers[\(index)]",
                "`\(broker)` is not an address: write `host:port`, without a scheme"
            )
        }
    }

    private static func isAddress(_ text: String) -> Bool {
        guard !text.contains("://"), !text.contains(where: { $0.isWhitespace || $0 == "," || $0 == "@" }) else {
            return false
        }
        guard let colon = text.lastIndex(of: ":") else { return !text.isEmpty }
        let port = text[text.index(after: colon)...]
        // The last colon of a bare IPv6 address stands before no port.
        if port.contains("]") { return text.hasPrefix("[") }
        return colon != text.startIndex && UInt16(port).map { $0 > 0 } == true
    }

    private static func topicIssues(_ object: CheckedObject) -> [ConfigurationIssue] {
        object.strings("topics").enumerated().compactMap { index, topic in
            guard let problem = topicProblem(topic) else { return nil }
            return object.issue(at: "topics[\(index)]", problem)
        }
    }

    private static func topicProblem(_ topic: String) -> String? {
        if topic.hasPrefix("^") {
            return KafkaConfiguration.problem(pattern: topic).map { "`\(topic)` is not a pattern: \($0)" }
        }
        let isName = topic.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isName, topic.utf8.count <= 249, topic != ".", topic != ".." else {
            return
                "`\(topic)` is not a topic: names have up to 249 letters, digits, `.`, `_`, `-`; a pattern begins with `^`"
        }
        return nil
    }

    private static func tlsIssues(_ object: CheckedObject) -> [ConfigurationIssue] {
        let settings = KafkaSettings(object)
        var issues: [ConfigurationIssue] = []
        if let tls = settings.tls {
            if (tls.certificate == nil) != (tls.key == nil) {
                issues.append(
                    object.issue(at: "tls", "a certificate and its key belong together: give both or neither")
                )
            }
            if !tls.isVerified {
                let message = "the broker's certificate is not checked: anybody on the way can read and change messages"
                issues.append(object.issue(at: "tls", message, severity: .warning))
            }
        } else if settings.sasl?.mechanism == "PLAIN" || settings.oauth != nil {
            let message =
                settings.oauth != nil
                ? "OAUTHBEARER without tls sends the token in clear: use tls"
                : "PLAIN without tls sends the password in clear: use tls, or a SCRAM mechanism"
            issues.append(object.issue(at: "sasl", message, severity: .warning))
        }
        return issues
    }

    private static func propertyIssues(_ object: CheckedObject) -> [ConfigurationIssue] {
        let properties = KafkaSettings(object).properties
        let issues = properties.compactMap { property -> ConfigurationIssue? in
            let problem = RefusedProperty.reason(property.name) ?? KafkaConfiguration.problem(with: property)
            return problem.map { object.issue(at: "properties.\(property.name)", $0) }
        }
        guard issues.isEmpty, !properties.isEmpty else { return issues }
        // Each alone is right; librdkafka also checks them against each other.
        return KafkaConfiguration.problem(withAll: properties).map { [object.issue(at: "properties", $0)] } ?? []
    }
}
