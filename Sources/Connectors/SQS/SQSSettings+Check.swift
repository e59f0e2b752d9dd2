internal import Domain
internal import Specification

extension SQSSettings {
    /// Finds what the specification cannot say; nothing is connected and no file is read.
    static func check(_ object: CheckedObject) -> [ConfigurationIssue] {
        queueIssues(object) + endpointIssues(object) + identityIssues(object) + timeIssues(object)
    }

    private static func queueIssues(_ object: CheckedObject) -> [ConfigurationIssue] {
        guard let queue = object.optionalString("queue") else { return [] }
        if queue.contains("://") {
            guard let url = URLText(queue), url.scheme == "https" || url.scheme == "http", url.userInfo == nil,
                isName(SQSQueue(url: queue).name)
            else {
                let message = "this is not a queue's URL: `https://sqs.<region>.amazonaws.com/<account>/<name>`"
                return [object.issue(at: "queue", message)]
            }
            if object.optionalString("account") != nil {
                return [object.issue(at: "account", "a queue's URL says whose it is: leave `account` out")]
            }
            return []
        }
        guard isName(queue) else {
            let message =
                "`\(queue)` is not a queue: names have up to 80 letters, digits, `-` and `_`; those of FIFO queues end in `.fifo`"
            return [object.issue(at: "queue", message)]
        }
        return []
    }

    /// Whether SQS allows the name.
    private static func isName(_ name: String) -> Bool {
        let stem = name.hasSuffix(".fifo") ? name.dropLast(5) : name[...]
        return (1...80).contains(name.utf8.count) && !stem.isEmpty && stem.utf8.allSatisfy(isNameByte)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func endpointIssues(_ object: CheckedObject) -> [ConfigurationIssue] {
        var issues: [ConfigurationIssue] = []
        for name in ["endpoint", "sts_endpoint"] {
            guard let endpoint = object.optionalString(name) else { continue }
            guard ServiceEndpoint(endpoint) != nil else {
                issues.append(object.issue(at: name, "write a URL without user, query and fragment"))
                continue
            }
            if let url = URLText(endpoint), url.scheme == "http", !isLocal(url.host) {
                let message = "without https anybody on the way can read messages and session tokens"
                issues.append(object.issue(at: name, message, severity: .warning))
            }
        }
        if let region = object.optionalString("region"), !isRegion(region) {
            issues.append(object.issue(at: "region", "`\(region)` is not a region: `eu-west-1`"))
        }
        return issues
    }

    private static func isLocal(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }

    private static func isRegion(_ text: String) -> Bool {
        text.utf8.count <= 40
            && text.utf8.allSatisfy {
                $0 == UInt8(ascii: "-") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
            }
    }

    private static func identityIssues(_ object: CheckedObject) -> [ConfigurationIssue] {
        let (id, secret) = (object.optionalString("access_key_id"), object.optionalString("secret_access_key"))
        var issues: [ConfigurationIssue] = []
        if id == nil, secret != nil {
            issues.append(object.issue(at: "secret_access_key", "a secret needs its access_key_id"))
        } else if id != nil, secret == nil {
            issues.append(object.issue(at: "access_key_id", "an access key needs its secret_access_key"))
        }
        if id == nil, object.optionalString("session_token") != nil {
            issues.append(object.issue(at: "session_token", "a session token needs its access_key_id"))
        }
        if object.optionalString("role_arn") == nil, object.optionalString("external_id") != nil {
            issues.append(object.issue(at: "external_id", "an external id belongs to a role: give role_arn"))
        }
        if let role = object.optionalString("role_arn"), !role.hasPrefix("arn:") {
            issues.append(object.issue(at: "role_arn", "this is not an ARN: `arn:aws:iam::<account>:role/<name>`"))
        }
        return issues
    }

    private static func timeIssues(_ object: CheckedObject) -> [ConfigurationIssue] {
        ["wait", "visibility_timeout"].compactMap { name in
            guard let time = object.optionalDuration(name), time.components.attoseconds != 0 else { return nil }
            return object.issue(at: name, "SQS knows whole seconds only")
        }
    }
}
