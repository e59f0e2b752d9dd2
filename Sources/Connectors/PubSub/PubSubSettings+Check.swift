internal import Domain
internal import Specification

extension PubSubSettings {
    /// Finds what the specification cannot say; nothing is connected and no file is read.
    static func check(_ object: CheckedObject) -> [ConfigurationIssue] {
        projectIssues(object) + subscriptionIssues(object) + keyIssues(object) + endpointIssues(object)
    }

    private static func projectIssues(_ object: CheckedObject) -> [ConfigurationIssue] {
        guard let project = object.optionalString("project"), !isName(project, with: ".:-", count: 1...100) else {
            return []
        }
        return [
            object.issue(
                at: "project",
                "`\(project)` is not a project's id: it has letters, digits and hyphens, as in `my-project-123`"
            )
        ]
    }

    private static func subscriptionIssues(_ object: CheckedObject) -> [ConfigurationIssue] {
        guard let name = object.optionalString("subscription"), !isName(name, with: "-._~+%", count: 3...255) else {
            return []
        }
        let advice =
            name.contains("/")
            ? "give the last part of its name only, without `projects/…/subscriptions/`"
            : "it begins with a letter and has 3 to 255 letters, digits, `-`, `.`, `_`, `~`, `+`, `%`"
        return [object.issue(at: "subscription", "`\(name)` is not a subscription's id: \(advice)")]
    }

    private static func keyIssues(_ object: CheckedObject) -> [ConfigurationIssue] {
        guard let key = object.optionalString("service_account") else { return [] }
        do {
            _ = try ServiceAccountKey(text: key)
            return []
        } catch {
            return [object.issue(at: "service_account", error.message)]
        }
    }

    private static func endpointIssues(_ object: CheckedObject) -> [ConfigurationIssue] {
        guard let endpoint = object.optionalString("endpoint"), let url = URLText(endpoint) else { return [] }
        let address = endpoint.dropFirst("\(url.scheme)://".count)
        guard url.userInfo == nil, !(address.last == "/" ? address.dropLast() : address).contains(where: "/?#".contains)
        else {
            return [object.issue(at: "endpoint", "write a URL without user, path and query: `http://127.0.0.1:8085`")]
        }
        let isSomebody = object.isGiven("service_account") || object.isGiven("credentials_file")
        guard isSomebody, url.scheme == "http", !["127.0.0.1", "::1", "localhost"].contains(url.host) else { return [] }
        let message = "without https our tokens would cross the network in clear: use https, or give no credentials"
        return [object.issue(at: "endpoint", message)]
    }

    /// Letters, digits and `others`, a letter first.
    private static func isName(_ text: String, with others: String, count: ClosedRange<Int>) -> Bool {
        func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
        func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        guard count.contains(text.utf8.count), let first = text.utf8.first, isLetter(first) else { return false }
        return text.utf8.allSatisfy { isLetter($0) || isDigit($0) || others.utf8.contains($0) }
    }
}
